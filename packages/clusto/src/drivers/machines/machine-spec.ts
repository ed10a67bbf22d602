import { failure } from '../../base/errors.ts';
import { parseMac } from '../../base/mac.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { DomainKernel, DomainNic, GuestKind } from '../../providers/libvirt/domain-xml.ts';
import type { VolumeName } from '../../providers/libvirt/storage-pool.ts';
import { AttributeReader, oneOf, someText, wholeNumber } from './attribute-reader.ts';

/** What drives a hypervisor: decides on names of attributes, defaults, and what guests there are. */
export type HypervisorKind = 'xen' | 'kvm';

/** Where the first disk of a machine comes from. */
export type RootDisk =
  | { readonly from: 'nothing'; readonly gigabytes: number }
  /** Copied from a volume of the hypervisor. */
  | { readonly from: 'image'; readonly gigabytes: number; readonly image: VolumeName }
  /** Uploaded from a file of this machine. */
  | { readonly from: 'file'; readonly gigabytes: number; readonly file: string }
  /** A volume that is there already, and stays when the machine goes. */
  | { readonly from: 'volume'; readonly volume: VolumeName; readonly format: 'raw' | 'qcow2' };

/** What the attributes say that a machine is to be. */
export interface MachineSpec {
  readonly guest: GuestKind;
  readonly type: 'xen' | 'kvm' | 'qemu';
  /** In MB, which are MiB here as in the original. */
  readonly memory: number;
  readonly cpus: number;
  readonly firmware: 'bios' | 'uefi';
  readonly boot: readonly ('disk' | 'network')[];
  readonly kernel?: DomainKernel | undefined;
  /** The storage pool of libvirt on the host. */
  readonly pool: string;
  readonly root: RootDisk;
  /** In MB; 0 is none. */
  readonly swap: number;
  readonly nics: readonly DomainNic[];
  readonly emulator?: string | undefined;
  readonly loader?: string | undefined;
  /** The folder on the hypervisor where consoles are logged. */
  readonly consoleLogs?: string | undefined;
}

const guests = { xen: ['hvm', 'pv', 'pvh'], kvm: ['kvm'] } as const satisfies Record<
  HypervisorKind,
  readonly GuestKind[]
>;
const defaultBridge = { xen: 'xenbr0', kvm: 'br0' } as const;

/** Reads `volume` or `pool/volume`. */
function volumeName(text: string, pool: string): VolumeName {
  const [first = '', ...rest] = text.split('/');
  return rest.length === 0 ? { pool, name: first } : { pool: first, name: rest.join('/') };
}

function rootDisk(system: AttributeReader, libvirt: AttributeReader, pool: string): RootDisk {
  const volume = libvirt.get('volume', 'the name of a volume', someText);
  const formats = ['raw', 'qcow2'] as const;
  const format = libvirt.get('volume-format', 'raw or qcow2', oneOf(formats)) ?? 'raw';
  if (volume !== undefined) return { from: 'volume', volume: volumeName(volume, pool), format };
  const gigabytes = system.need(
    'disk',
    'the size of its disk in GB',
    'a whole number of GB from 1',
    wholeNumber(1, 2 ** 20),
  );
  const image = libvirt.get('image', 'the name of a volume, or the path of a file', someText);
  if (image === undefined) return { from: 'nothing', gigabytes };
  if (image.startsWith('/')) return { from: 'file', gigabytes, file: image };
  return { from: 'image', gigabytes, image: volumeName(image, pool) };
}

/** The ports with a MAC address, in their order. */
async function nics(machine: Driver, setting: Setting, kind: HypervisorKind): Promise<DomainNic[]> {
  const ports = new Map<number, Map<string, unknown>>();
  for (const { number, subkey, value } of await machine.attrs({ key: 'port-nic-eth', number: true }))
    if (number !== null && subkey !== null)
      ports.set(number, (ports.get(number) ?? new Map<string, unknown>()).set(subkey, value));
  const isOpenVSwitch = setting('switch', 'linux or openvswitch', oneOf(['linux', 'openvswitch'])) === 'openvswitch';
  const bridge = setting('bridge', 'the name of a bridge', someText) ?? defaultBridge[kind];
  const found = [...ports.entries()]
    .filter(([, port]) => port.has('mac'))
    .toSorted(([one], [other]) => one - other)
    .map(([number, port]): DomainNic => {
      const read = <T>(subkey: string, expected: string, reader: (value: never) => T | undefined): T | undefined => {
        const value = port.get(subkey);
        const result = value === undefined ? undefined : reader(value as never);
        if (value === undefined || result !== undefined) return result;
        const attribute = `port-nic-eth.${number}.${subkey}`;
        throw failure('MACHINE_ATTRIBUTE_INVALID', { thing: machine, attribute, expected, value });
      };
      return {
        mac: parseMac(port.get('mac')),
        bridge: read('bridge', 'the name of a bridge', someText) ?? bridge,
        vlan: read('vlan', 'a VLAN from 1 to 4094', wholeNumber(1, 4094)),
        isOpenVSwitch,
      };
    });
  if (found.length > 0) return found;
  throw failure('MACHINE_ATTRIBUTE_MISSING', {
    thing: machine,
    attribute: 'port-nic-eth.1.mac',
    meaning: 'the MAC address of its first network port',
  });
}

type Setting = AttributeReader['get'];

/** The storage pool of a host: its volume group. @throws MACHINE_ATTRIBUTE_MISSING, MACHINE_ATTRIBUTE_INVALID */
export async function storagePoolOf(host: Driver, kind: HypervisorKind): Promise<string> {
  const own = await AttributeReader.of(host, kind);
  return own.need(
    'volume-group',
    'the storage pool where its machines have their disks',
    'the name of a storage pool',
    someText,
  );
}

/**
 * Reads what a machine is to be from its attributes, those of its containers, and those of its host; the page on libvirt
 * lists them.
 * @throws MACHINE_ATTRIBUTE_MISSING, MACHINE_ATTRIBUTE_INVALID, MAC_INVALID
 */
export async function machineSpec(machine: Driver, host: Driver, kind: HypervisorKind): Promise<MachineSpec> {
  const system = await AttributeReader.of(machine, 'system');
  const own = await AttributeReader.of(machine, 'libvirt');
  const ofHost = await AttributeReader.of(host, 'libvirt');
  const setting: Setting = (...args) => own.get(...args) ?? ofHost.get(...args);
  const path = 'the path of a file on the hypervisor';
  const pool = await storagePoolOf(host, kind);
  const virtualization = own.get('virtualization', guests[kind].join(', '), oneOf<GuestKind>(guests[kind]));
  const kernel = own.get('kernel', path, someText);
  const guest = virtualization ?? guests[kind][0];
  if (guest === 'pvh' && kernel === undefined)
    throw failure('MACHINE_ATTRIBUTE_MISSING', {
      thing: machine,
      attribute: 'libvirt.kernel',
      meaning: 'the kernel of a PVH guest, a file on the hypervisor',
    });
  const boot = own.get('boot', 'disk or network', oneOf(['disk', 'network'])) ?? 'disk';
  const types = kind === 'xen' ? (['xen'] as const) : (['kvm', 'qemu'] as const);
  const type = setting<MachineSpec['type']>('domain-type', types.join(' or '), oneOf<MachineSpec['type']>(types));
  const firmwares = ['bios', 'uefi'] as const;
  const firmware = kind === 'kvm' ? own.get('firmware', 'bios or uefi', oneOf(firmwares)) : undefined;
  return {
    guest,
    type: type ?? types[0],
    memory: system.need('memory', 'its memory in MB', 'a whole number of MB from 1', wholeNumber(1, 2 ** 30)),
    cpus: system.get('cpucount', 'a whole number of CPUs from 1', wholeNumber(1, 4096)) ?? 1,
    firmware: firmware ?? 'bios',
    boot: boot === 'disk' ? ['disk', 'network'] : ['network', 'disk'],
    kernel:
      kernel === undefined
        ? undefined
        : { kernel, initrd: own.get('initrd', path, someText), cmdline: own.get('cmdline', 'a text', someText) },
    pool,
    root: rootDisk(system, own, pool),
    swap: system.get('swap', 'a whole number of MB', wholeNumber(0, 2 ** 30)) ?? 512,
    nics: await nics(machine, setting, kind),
    emulator: setting('emulator', path, someText),
    loader: setting('loader', path, someText),
    consoleLogs: setting('console-logs', 'a folder on the hypervisor', someText),
  };
}
