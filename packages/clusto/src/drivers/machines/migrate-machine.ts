import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { isUp, LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import { StoragePool, type VolumeName } from '../../providers/libvirt/storage-pool.ts';
import { AttributeReader, someText } from './attribute-reader.ts';
import { beginIntent, requireNoIntent } from './begin-intent.ts';
import { closeIntent } from './intent.ts';
import { shareOf } from './machine-share.ts';
import { existingDomain, type MachineSite, machineSite } from './machine-site.ts';
import { UndoStack, withMore } from './undo-stack.ts';
import type { StepOptions } from './virtual-machine.ts';
import { VMManager } from './vm-manager.ts';

export interface MigrateOptions extends StepOptions {
  /** Without the guest noticing. Default: true; one that does not run is moved as it is. */
  readonly live?: boolean | undefined;
  /** Copies the volumes, where the hosts do not share them; for KVM, while the machine runs. Default: false. */
  readonly copyStorage?: boolean | undefined;
  /** Also when the other host is full or reserved. Default: false. */
  readonly force?: boolean | undefined;
}

/** What a migration has to know to be finished or undone. */
export interface Migration {
  /** The name of the host that it began on. */
  readonly host: string;
  /** The name of the host that it goes to. */
  readonly to: string;
  readonly uuid: string;
  readonly domain: string;
  /** The volumes that are made anew on the other host. */
  readonly copied: readonly VolumeName[];
}

/** @throws VM_NOT_PLACED, NOT_SUPPORTED for a machine that no VM manager has placed */
async function managerOf(machine: Driver): Promise<VMManager> {
  const share = await shareOf(machine);
  if (share?.manager instanceof VMManager) return share.manager;
  if (share === undefined) throw failure('VM_NOT_PLACED', { machine });
  throw failure('NOT_SUPPORTED', { thing: share.manager, action: 'move machines' });
}

/** Ends a migration when the machine is on the other host: the allocation follows, and copies leave nothing behind. */
export async function completeMigration(
  from: MachineSite,
  { copied }: Pick<Migration, 'copied'>,
  { onStep }: StepOptions,
): Promise<void> {
  const { machine, virsh, kind, record } = from;
  const { uuid, domain } = record;
  if (uuid !== undefined && domain !== undefined) await new LibvirtDomain(virsh, uuid, domain).remove(kind === 'xen');
  const manager = await managerOf(machine);
  if ((await shareOf(machine))?.movingTo) await manager.endMove(machine);
  for (const { pool, name } of copied) {
    onStep?.(`remove volume ${name} from ${virsh.host}`);
    await new StoragePool(virsh, pool).delete(name);
  }
  await closeIntent(machine);
}

/** Ends a migration when the machine has stayed where it was. */
export async function abandonMigration(
  to: MachineSite,
  { uuid, domain, copied }: Pick<Migration, 'uuid' | 'domain' | 'copied'>,
): Promise<void> {
  const { machine, virsh, kind } = to;
  await new LibvirtDomain(virsh, uuid, domain).remove(kind === 'xen');
  for (const { pool, name } of copied) await new StoragePool(virsh, pool).delete(name);
  await machine.inventory.transaction({ message: `migrate ${machine.name}: undone` }, async () => {
    await (await managerOf(machine)).cancelMove(machine);
    await closeIntent(machine);
  });
}

/** The volumes that the other host lacks, with their sizes in bytes. @throws STORAGE_NOT_SHARED, NAME_TAKEN_ON_HYPERVISOR */
async function missingVolumes(
  from: MachineSite,
  to: MachineSite,
  { copyStorage = false, signal }: MigrateOptions,
): Promise<(VolumeName & { readonly bytes: number })[]> {
  const step = `comparing the storage of ${from.host.name} and ${to.host.name}`;
  const missing = [];
  for (const { pool, name } of from.record.volumes) {
    const target = new StoragePool(to.virsh, pool);
    await target.open({ signal });
    const isThere = (await target.find(name, { signal })) !== undefined;
    if (isThere && copyStorage)
      throw failure('NAME_TAKEN_ON_HYPERVISOR', { host: to.host.name, step, what: 'volume', name });
    if (isThere) continue;
    if (!copyStorage)
      throw failure('STORAGE_NOT_SHARED', { machine: from.machine, host: to.host, volume: `${pool}/${name}` });
    missing.push({ pool, name, bytes: (await new StoragePool(from.virsh, pool).get(name, step, { signal })).capacity });
  }
  return missing;
}

/**
 * On which of two hosts the machine is: where it runs, or where it is defined if it runs nowhere. Undefined when both say so,
 * or neither.
 */
export async function hostWithMachine(
  from: MachineSite,
  to: MachineSite,
  { uuid, domain }: Pick<Migration, 'uuid' | 'domain'>,
): Promise<'from' | 'to' | undefined> {
  const before = await new LibvirtDomain(from.virsh, uuid, domain).state();
  const after = await new LibvirtDomain(to.virsh, uuid, domain).state();
  if (after && !isUp(before) && (isUp(after) || !before)) return 'to';
  return before && !isUp(after) ? 'from' : undefined;
}

/**
 * Moves a machine to another host, which is reserved for it first.
 * @throws VM_HOST_FULL, VM_HOST_FOREIGN, VM_NO_HOST, STORAGE_NOT_SHARED, MACHINE_BUSY, NOT_SUPPORTED, and what a hypervisor
 * says against it; then the machine is where it was
 */
export async function migrateMachine(from: MachineSite, target: Driver, options: MigrateOptions): Promise<void> {
  const { machine, kind, record } = from;
  const { live = true, copyStorage = false, onStep, signal } = options;
  await requireNoIntent(machine);
  const domain = existingDomain(from);
  const state = await domain.state({ signal });
  const [uuid, name] = [record.uuid as string, record.domain as string];
  if (!state) throw failure('DOMAIN_MISSING', { host: from.host, name, step: `migrating the machine ${name}` });
  if (target.id === from.host.id) throw failure('VM_PLACED', { machine, host: target });
  if (copyStorage && (kind !== 'kvm' || !isUp(state)))
    throw failure('NOT_SUPPORTED', { thing: machine, action: 'be migrated with its storage unless it runs on KVM' });
  const to = await machineSite(machine, kind, target);
  const missing = await missingVolumes(from, to, options);
  const migrateUri = (await AttributeReader.of(target, 'libvirt')).get('migrate-uri', 'a URI', someText);
  const copied = missing.map(({ pool, name: volume }) => ({ pool, name: volume }));
  const manager = await managerOf(machine);
  await beginIntent(
    machine,
    'migrate',
    { host: from.host.name, to: target.name, uuid, domain: name, copied },
    async () => {
      await manager.beginMove(machine, target, { force: options.force });
    },
  );
  const flags = [
    ...(isUp(state) ? (live ? ['--live'] : []) : ['--offline']),
    '--persistent',
    '--undefinesource',
    ...(copyStorage ? ['--copy-storage-all'] : []),
    ...(migrateUri === undefined ? [] : ['--migrateuri', migrateUri]),
  ];
  const undo = new UndoStack();
  try {
    for (const { pool, name: volume, bytes } of missing) {
      onStep?.(`volume ${volume} on ${target.name}`);
      undo.push(`volume ${volume} on ${target.name}`, () => new StoragePool(to.virsh, pool).delete(volume));
      await new StoragePool(to.virsh, pool).create(volume, bytes, { signal });
    }
    onStep?.(`migrate ${name} to ${target.name}`);
    await to.virsh.withUri((uri) => domain.migrate(uri, target.name, flags, { signal }));
  } catch (problem) {
    await settleFailure(from, to, undo, problem);
  }
  await completeMigration(from, { copied }, options);
}

/** After a migration that failed, or seems to have: the machine is in one place, and that one counts. */
async function settleFailure(from: MachineSite, to: MachineSite, undo: UndoStack, problem: unknown): Promise<void> {
  const { uuid = '', domain = '' } = from.record;
  // where nobody answers, nothing may be undone
  const place = await hostWithMachine(from, to, { uuid, domain }).catch(() => undefined);
  if (place === 'to') return;
  if (place === undefined)
    throw withMore(problem, ['where the machine is now could not be found out', 'run `clusto vm repair`']);
  undo.push(`machine ${domain} on ${to.host.name}`, () => abandonMigration(to, { uuid, domain, copied: [] }));
  const { error } = await undo.undo(problem);
  throw error;
}
