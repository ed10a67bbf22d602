import { ClustoException, failure } from '../../base/errors.ts';
import type { Json } from '../../base/values.ts';
import { type DomainDisk, domainXml } from '../../providers/libvirt/domain-xml.ts';
import { LibvirtDomain } from '../../providers/libvirt/libvirt-domain.ts';
import { StoragePool, type VolumeName } from '../../providers/libvirt/storage-pool.ts';
import { beginIntent, requireNoIntent } from './begin-intent.ts';
import { closeIntent } from './intent.ts';
import { clearRecord, readRecord, writeRecord } from './machine-record.ts';
import { machineSeed } from './machine-seed.ts';
import type { MachineSite } from './machine-site.ts';
import { machineSpec, type MachineSpec } from './machine-spec.ts';
import { type OwnVolume, ownVolumes } from './own-volumes.ts';
import { UndoStack } from './undo-stack.ts';
import type { StepOptions } from './virtual-machine.ts';

/** What will be made, decided and checked before anything is. */
interface Plan {
  readonly site: MachineSite;
  readonly uuid: string;
  /** The name of the machine on the hypervisor. */
  readonly domain: string;
  readonly spec: MachineSpec;
  /** In the order of the disks; those that are there already are the machine's from before. */
  readonly volumes: readonly (OwnVolume & { readonly isThere: boolean })[];
}

// virsh would take a name that begins with a digit for the id of another domain
const fitName = /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/;

const sameVolume = (one: VolumeName, other: VolumeName): boolean => one.pool === other.pool && one.name === other.name;

/** @throws NAME_TAKEN_ON_HYPERVISOR */
async function requireFreeName(
  { virsh }: MachineSite,
  domain: string,
  uuid: string,
  signal?: AbortSignal,
): Promise<void> {
  const step = `looking for the name ${domain}`;
  const known = await virsh.run(['list', '--all', '--uuid', '--name'], { step, signal });
  const other = known
    .split('\n')
    .map((line) => /^(\S+)\s+(.*?)\s*$/.exec(line))
    .find((match) => match?.[2] === domain && match[1] !== uuid);
  if (other) throw failure('NAME_TAKEN_ON_HYPERVISOR', { host: virsh.host, step, what: 'machine', name: domain });
}

/** The pools that a machine has volumes in, or gets one from. */
function poolsOf({ pool, root }: MachineSpec): ReadonlySet<string> {
  if (root.from === 'image') return new Set([pool, root.image.pool]);
  return new Set(root.from === 'volume' ? [pool, root.volume.pool] : [pool]);
}

async function planCreation(site: MachineSite, { signal }: StepOptions): Promise<Plan> {
  const { machine, host, kind, virsh, record } = site;
  const domain = record.domain ?? machine.name;
  if (!fitName.test(domain)) throw failure('MACHINE_NAME_UNFIT', { machine });
  const uuid = record.uuid ?? crypto.randomUUID();
  const spec = await machineSpec(machine, host, kind);
  const hasImage = spec.root.from === 'image' || spec.root.from === 'file';
  const seed = await machineSeed(machine, uuid, hasImage);
  const pool = new StoragePool(virsh, spec.pool);
  for (const name of poolsOf(spec)) await new StoragePool(virsh, name).open({ signal });
  await requireFreeName(site, domain, uuid, signal);
  const present = await pool.paths({ signal });
  const volumes = [];
  for (const volume of ownVolumes(domain, spec, seed)) {
    const { name } = volume.name;
    const isThere = present.has(name);
    if (isThere && !record.volumes.some((one) => sameVolume(one, volume.name))) {
      const step = 'looking for free names';
      throw failure('NAME_TAKEN_ON_HYPERVISOR', { host: virsh.host, step, what: 'volume', name });
    }
    volumes.push({ ...volume, isThere });
  }
  return { site, uuid, domain, spec, volumes };
}

/** The disks of a machine, where they really are on the hypervisor. */
async function disks({ site: { virsh }, spec, volumes }: Plan, signal?: AbortSignal): Promise<DomainDisk[]> {
  const { root } = spec;
  const wanted: (Pick<OwnVolume, 'name' | 'isReadOnly'> & { format?: string })[] = [
    ...(root.from === 'volume' ? [{ name: root.volume, format: root.format }] : []),
    ...volumes,
  ];
  const paths = new Map<string, ReadonlyMap<string, string>>();
  for (const pool of new Set(wanted.map(({ name }) => name.pool)))
    paths.set(pool, await new StoragePool(virsh, pool).paths({ signal }));
  // what libvirt says of the format it has guessed from what a guest may have written
  return wanted.map(({ name: { pool, name }, isReadOnly, format }) => {
    const path = paths.get(pool)?.get(name);
    if (path === undefined) throw failure('VOLUME_MISSING', { host: virsh.host, step: 'defining the machine', name });
    return { path, format, isReadOnly };
  });
}

/** Does a step that makes something; what it made, or may have made in part, is taken back when anything fails. */
async function making(
  undo: UndoStack,
  what: string,
  step: Promise<void>,
  takeBack: () => Promise<void>,
): Promise<void> {
  undo.push(what, takeBack);
  try {
    await step;
  } catch (error) {
    // it belongs to somebody who came in between
    if (error instanceof ClustoException && error.code === 'NAME_TAKEN_ON_HYPERVISOR') undo.drop();
    throw error;
  }
}

async function carryOut(plan: Plan, undo: UndoStack, { onStep, signal }: StepOptions): Promise<void> {
  const { site, uuid, domain, spec, volumes } = plan;
  const { machine, virsh, kind } = site;
  for (const volume of volumes) {
    if (volume.isThere) continue;
    onStep?.(volume.text);
    const { pool: poolName, name } = volume.name;
    const pool = new StoragePool(virsh, poolName);
    await making(undo, `volume ${name}`, volume.make(pool, { signal }), () => pool.delete(name));
  }
  onStep?.(`machine ${domain}`);
  const { consoleLogs } = spec;
  const xml = domainXml({
    ...spec,
    name: domain,
    uuid,
    disks: await disks(plan, signal),
    consoleLog: consoleLogs === undefined ? undefined : `${consoleLogs}/${domain}.log`,
  });
  const made = new LibvirtDomain(virsh, uuid, domain);
  await making(undo, `machine ${domain}`, made.define(xml, { signal }), () => made.remove(kind === 'xen'));
  await machine.inventory.transaction({ message: `create ${machine.name}: done` }, async () => {
    await writeRecord(machine, { uuid, domain, volumes: volumes.map(({ name }) => name) });
    await closeIntent(machine);
  });
}

/**
 * Makes the volumes of a machine and defines it on its hypervisor. One that exists is left as it is.
 * @throws what the hypervisor or the attributes say against it; then everything that this call made is gone again, or named
 */
export async function createMachine(site: MachineSite, options: StepOptions): Promise<void> {
  const { machine, virsh, record } = site;
  await requireNoIntent(machine);
  const isKnown = record.uuid !== undefined && record.domain !== undefined;
  if (isKnown && (await new LibvirtDomain(virsh, record.uuid, record.domain).state(options)) !== undefined) return;
  const plan = await planCreation(site, options);
  const { uuid, domain, volumes } = plan;
  const made = volumes.flatMap(({ name, isThere }) => (isThere ? [] : [{ ...name }]));
  const detail: Record<string, Json> = { host: site.host.name, uuid, domain, volumes: made };
  await beginIntent(machine, 'create', detail, async () => {
    const present = await readRecord(machine);
    if (present.uuid !== record.uuid)
      throw failure('MACHINE_BUSY', { machine, operation: 'create', since: machine.inventory.clock.now() });
    await machine.setAttr({ key: 'machine', subkey: 'uuid', value: uuid });
  });
  const undo = new UndoStack();
  try {
    await carryOut(plan, undo, options);
  } catch (problem) {
    const { error, isClean } = await undo.undo(problem);
    if (isClean)
      await machine.inventory.transaction({ message: `create ${machine.name}: undone` }, async () => {
        if (record.domain === undefined) await clearRecord(machine);
        await closeIntent(machine);
      });
    throw error;
  }
}
