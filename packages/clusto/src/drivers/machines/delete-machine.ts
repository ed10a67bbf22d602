import { LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import { StoragePool, type VolumeName } from '../../providers/libvirt/storage-pool.ts';
import { beginIntent } from './begin-intent.ts';
import { closeIntent, openIntent } from './intent.ts';
import { clearRecord } from './machine-record.ts';
import type { MachineSite } from './machine-site.ts';
import { withMore } from './undo-stack.ts';
import type { StepOptions } from './virtual-machine.ts';

/** What an operation made, or what is to go. */
export interface MachineParts {
  /** The name of the host that they are on. */
  readonly host: string;
  readonly uuid: string;
  readonly domain: string;
  readonly volumes: readonly VolumeName[];
}

/**
 * Removes a machine and volumes from the hypervisor, the machine first: libvirt would delete the disks of one that runs.
 * What is gone already is no error.
 * @returns nothing; a failure names what was removed before it
 */
export async function removeParts(
  { virsh, kind }: MachineSite,
  { uuid, domain, volumes }: Omit<MachineParts, 'host'>,
  { onStep, signal }: StepOptions,
): Promise<void> {
  const steps = [
    {
      what: `machine ${domain}`,
      remove: () => new LibvirtDomain(virsh, uuid, domain).remove(kind === 'xen', { signal }),
    },
    ...volumes.map(({ pool, name }) => ({
      what: `volume ${name}`,
      remove: () => new StoragePool(virsh, pool).delete(name, { signal }),
    })),
  ];
  const removed: string[] = [];
  for (const { what, remove } of steps) {
    onStep?.(`remove ${what}`);
    try {
      await remove();
    } catch (error) {
      const left = steps.slice(removed.length).map((step) => step.what);
      throw withMore(error, removed.length === 0 ? [] : [`removed: ${removed.join(', ')}`, `left: ${left.join(', ')}`]);
    }
    removed.push(what);
  }
}

/** Brings a deletion that is recorded as an intent to its end. */
export async function finishDeletion(site: MachineSite, parts: MachineParts, options: StepOptions): Promise<void> {
  const { machine } = site;
  await removeParts(site, parts, options);
  await machine.inventory.transaction({ message: `delete ${machine.name}: done` }, async () => {
    await clearRecord(machine);
    await closeIntent(machine);
  });
}

/**
 * Removes a machine and its own volumes from its hypervisor. One that does not exist is fine; a deletion that was
 * interrupted goes on.
 * @throws what the hypervisor says against it; `vmRepair`, or the same again, goes on from there
 */
export async function deleteMachine(site: MachineSite, options: StepOptions): Promise<void> {
  const { machine, host, record } = site;
  const { uuid, domain = machine.name, volumes } = record;
  if (uuid === undefined) return;
  const parts = { host: host.name, uuid, domain, volumes };
  const open = await openIntent(machine);
  if (open?.operation !== 'delete') {
    // while the hypervisor does not answer, nothing is begun
    await new LibvirtDomain(site.virsh, uuid, domain).state(options);
    await beginIntent(machine, 'delete', { ...parts, volumes: volumes.map((one) => ({ ...one })) });
  }
  await finishDeletion(site, parts, options);
}
