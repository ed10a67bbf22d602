import { failure } from '../../base/errors.ts';
import { parseMac } from '../../base/mac.ts';
import type { Driver } from '../../inventory/driver.ts';
import { readState } from '../../providers/libvirt/libvirt-domain.ts';
import { ReadXml } from '../../providers/libvirt/read-xml.ts';
import { readVolume, readVolumeList } from '../../providers/libvirt/storage-pool.ts';
import type { VirshCommand } from '../../providers/libvirt/virsh.ts';
import { libvirtConnection } from './libvirt-connection.ts';
import { refuseInTransaction } from './machine-site.ts';
import { type HypervisorKind, storagePoolOf } from './machine-spec.ts';
import { statusOf } from './machine-status.ts';
import type { MachineStatus } from './virtual-machine.ts';
import type { VMManager } from './vm-manager.ts';

/** A volume in the storage pool of a host. */
export interface ObservedVolume {
  readonly pool: string;
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A machine as its hypervisor knows it. */
export interface ObservedMachine {
  readonly uuid: string;
  readonly name: string;
  readonly status: MachineStatus;
  /** In MB. */
  readonly memory: number;
  readonly cpucount: number;
  readonly macs: readonly string[];
  /** Those of its disks that are volumes of the pool, in the order of the disks. */
  readonly volumes: readonly ObservedVolume[];
}

/** Everything that clusto wants to know of a hypervisor. */
export interface ObservedHost {
  readonly machines: readonly ObservedMachine[];
  readonly volumes: readonly ObservedVolume[];
}

/** What drives the hosts of a manager. @throws NOT_SUPPORTED for one whose hosts libvirt does not drive */
export function hypervisorKindOf(manager: VMManager): HypervisorKind {
  const { volumeGroupKey } = manager.constructor as typeof VMManager;
  if (volumeGroupKey === 'xen' || volumeGroupKey === 'kvm') return volumeGroupKey;
  throw failure('NOT_SUPPORTED', { thing: manager, action: 'ask its hosts through libvirt' });
}

/** One machine from its state and its definition. */
async function readMachine(
  host: string,
  step: string,
  state: string,
  definition: string,
  volumes: readonly ObservedVolume[],
): Promise<ObservedMachine> {
  const xml = await ReadXml.parse(definition, host, step);
  const paths = xml
    .all('devices', 'disk', 'source')
    .map((source) => source.attribute('dev') ?? source.attribute('file'));
  return {
    uuid: xml.text('uuid') ?? '',
    name: xml.text('name') ?? '',
    status: statusOf(readState(state)),
    memory: Math.round((xml.bytes('memory') ?? 0) / 2 ** 20),
    cpucount: Number(xml.text('vcpu') ?? 1),
    macs: xml.all('devices', 'interface', 'mac').map((mac) => parseMac(mac.attribute('address'))),
    volumes: paths.flatMap((path) => volumes.find((volume) => volume.path === path) ?? []),
  };
}

/**
 * Asks a host for all of its machines and the volumes of its pool: two calls, however many there are. A machine or volume
 * that goes while it is asked about is left out.
 * @throws HYPERVISOR_UNREACHABLE, HYPERVISOR_DENIED, POOL_MISSING, OUTSIDE_IN_TRANSACTION, and as `libvirtConnection`
 */
export async function observeHost(
  host: Driver,
  manager: VMManager,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ObservedHost> {
  refuseInTransaction(host);
  const kind = hypervisorKindOf(manager);
  const virsh = await libvirtConnection(host, kind);
  const pool = await storagePoolOf(host, kind);
  const call = { step: 'listing machines and volumes', timeout: 120_000, signal };
  const [domains = '', , listed] = await virsh.batch(
    [
      ['list', '--all', '--uuid'],
      ['pool-refresh', '--pool', pool],
      ['vol-list', '--pool', pool],
    ],
    call,
  );
  if (listed === undefined) throw failure('POOL_MISSING', { host, name: pool, step: call.step });
  const uuids = domains.match(/^[0-9a-f-]{36}$/gm) ?? [];
  const names = [...readVolumeList(listed).keys()];
  const answers = await virsh.batch(
    [
      ...names.map((name): VirshCommand => ['vol-dumpxml', '--pool', pool, '--vol', name]),
      ...uuids.flatMap((uuid): VirshCommand[] => [
        ['domstate', '--reason', '--domain', uuid],
        ['dumpxml', '--domain', uuid],
      ]),
    ],
    call,
  );
  const volumes: ObservedVolume[] = [];
  for (const answer of answers.slice(0, names.length)) {
    if (answer === undefined) continue;
    const { name, path, capacity } = await readVolume(answer, host.name, call.step);
    volumes.push({ pool, name, path, size: capacity });
  }
  const machines: ObservedMachine[] = [];
  for (let index = names.length; index < answers.length; index += 2) {
    const [state, definition] = answers.slice(index, index + 2);
    if (state === undefined || definition === undefined) continue;
    machines.push(await readMachine(host.name, call.step, state, definition, volumes));
  }
  return { machines, volumes };
}
