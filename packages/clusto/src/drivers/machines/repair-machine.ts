import { failure } from '../../base/errors.ts';
import { LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import { createMachine } from './create-machine.ts';
import { finishDeletion, type MachineParts, removeParts } from './delete-machine.ts';
import { closeIntent, type Intent, openIntent } from './intent.ts';
import { clearRecord, readRecord, writeRecord } from './machine-record.ts';
import { type MachineSite, machineSite } from './machine-site.ts';
import { abandonMigration, completeMigration, type Migration } from './migrate-machine.ts';
import type { StepOptions } from './virtual-machine.ts';

type RepairOptions = StepOptions & { readonly undo?: boolean | undefined };

const partsOf = ({ detail }: Intent): MachineParts => detail as unknown as MachineParts;

/** The place where an interrupted operation left something: the host may be another one by now. */
async function siteOfParts(site: MachineSite, { host: name }: MachineParts): Promise<MachineSite> {
  const { machine, kind, host } = site;
  return name === host.name ? site : machineSite(machine, kind, await machine.inventory.getByName(name));
}

async function repairCreation(site: MachineSite, intent: Intent, options: RepairOptions): Promise<string> {
  const { machine } = site;
  const parts = partsOf(intent);
  const left = await siteOfParts(site, parts);
  const { uuid, domain } = parts;
  // to define it is the last step: where it is known, its volumes are complete
  const isMade = (await new LibvirtDomain(left.virsh, uuid, domain).state(options)) !== undefined;
  if (isMade && options.undo !== true) {
    const before = await readRecord(machine);
    const volumes = [...before.volumes, ...parts.volumes];
    await machine.inventory.transaction({ message: `create ${machine.name}: repaired` }, async () => {
      await writeRecord(machine, { uuid, domain, volumes });
      await closeIntent(machine);
    });
    return `the creation of ${domain} had come to its end, and is recorded now`;
  }
  await removeParts(left, parts, options);
  await machine.inventory.transaction({ message: `create ${machine.name}: undone` }, async () => {
    const { domain: existing } = await readRecord(machine);
    if (existing === undefined) await clearRecord(machine);
    await closeIntent(machine);
  });
  if (options.undo === true) return `the creation of ${domain} is undone`;
  await createMachine(await machineSite(machine, site.kind), options);
  return `${domain} is created`;
}

/** The machine is on one of two hosts; which one that is decides. */
async function repairMigration(site: MachineSite, { detail }: Intent, options: RepairOptions): Promise<string> {
  const { machine, kind } = site;
  const migration = detail as unknown as Migration;
  const { host, to, uuid, domain } = migration;
  const [from, target] = await Promise.all(
    [host, to].map(async (name) => machineSite(machine, kind, await machine.inventory.getByName(name))),
  );
  if (!from || !target) throw failure('VM_NOT_PLACED', { machine });
  if ((await new LibvirtDomain(from.virsh, uuid, domain).state(options)) !== undefined) {
    await abandonMigration(target, migration);
    return `${domain} has stayed on ${host}`;
  }
  if ((await new LibvirtDomain(target.virsh, uuid, domain).state(options)) === undefined)
    throw failure('DOMAIN_MISSING', { host: to, name: domain, step: 'repairing a migration' });
  await completeMigration(from, migration, options);
  return `${domain} is on ${to}`;
}

/**
 * Finishes or undoes the operation of a machine that was interrupted.
 * @returns what was done; undefined when nothing was open
 */
export async function repairMachine(site: MachineSite, options: RepairOptions): Promise<string | undefined> {
  const { machine } = site;
  const intent = await openIntent(machine);
  if (intent === undefined) return undefined;
  if (intent.operation === 'create') return repairCreation(site, intent, options);
  if (intent.operation === 'delete') {
    // half a machine is of no use, so that there is only one way
    const parts = partsOf(intent);
    await finishDeletion(await siteOfParts(site, parts), parts, options);
    return `${parts.domain} is deleted`;
  }
  if (intent.operation === 'migrate') return repairMigration(site, intent, options);
  throw failure('MACHINE_BUSY', { machine, operation: intent.operation, since: intent.since });
}
