import { failure } from '../../base/errors.ts';
import { LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import type { Device } from '../devices/device.ts';
import { createMachine } from './create-machine.ts';
import { finishDeletion, type MachineParts, removeParts } from './delete-machine.ts';
import { closeIntent, openIntent } from './intent.ts';
import { clearRecord, readRecord, writeRecord } from './machine-record.ts';
import { type MachineSite, machineSite, refuseInTransaction } from './machine-site.ts';
import type { HypervisorKind } from './machine-spec.ts';
import { abandonMigration, completeMigration, hostWithMachine, type Migration } from './migrate-machine.ts';
import type { StepOptions } from './virtual-machine.ts';

type RepairOptions = StepOptions & { readonly undo?: boolean | undefined };

async function repairCreation(left: MachineSite, parts: MachineParts, options: RepairOptions): Promise<string> {
  const { machine, kind } = left;
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
  await createMachine(await machineSite(machine, kind), options);
  return `${domain} is created`;
}

/** The machine is on one of two hosts; which one that is decides. */
async function repairMigration(from: MachineSite, migration: Migration, options: RepairOptions): Promise<string> {
  const { machine, kind } = from;
  const { host, to, domain } = migration;
  const target = await machineSite(machine, kind, await machine.inventory.getByName(to));
  const place = await hostWithMachine(from, target, migration);
  if (place === undefined) throw failure('MACHINE_IN_BETWEEN', { machine, one: host, other: to });
  if (place === 'from') {
    await abandonMigration(target, migration);
    return `${domain} has stayed on ${host}`;
  }
  await completeMigration(from, migration, options);
  return `${domain} is on ${to}`;
}

/**
 * Finishes or undoes the operation of a machine that was interrupted, on the host where it began.
 * @returns what was done; undefined when nothing was open
 */
export async function repairMachine(
  machine: Device,
  kind: HypervisorKind,
  options: RepairOptions,
): Promise<string | undefined> {
  refuseInTransaction(machine);
  const intent = await openIntent(machine);
  if (intent === undefined) return undefined;
  const { operation, since, detail } = intent;
  const parts = detail as unknown as MachineParts;
  const site = await machineSite(machine, kind, await machine.inventory.getByName(parts.host));
  if (operation === 'create') return repairCreation(site, parts, options);
  if (operation === 'migrate') return repairMigration(site, detail as unknown as Migration, options);
  if (operation !== 'delete') throw failure('MACHINE_BUSY', { machine, operation, since });
  // half a machine is of no use, so that there is only one way
  await finishDeletion(site, parts, options);
  return `${parts.domain} is deleted`;
}
