import { element, type XmlContent, type XmlElement } from './xml-element.ts';

/** How a guest runs: Xen paravirtualised, Xen PVH, Xen fully virtualised, or on KVM. */
export type GuestKind = 'pv' | 'pvh' | 'hvm' | 'kvm';

export interface DomainDisk {
  /** Where the volume is on the hypervisor. */
  readonly path: string;
  /** Default: raw. */
  readonly format?: string | undefined;
  readonly isReadOnly?: boolean | undefined;
}

export interface DomainNic {
  readonly mac: string;
  readonly bridge: string;
  /** The VLAN id, 1 to 4094; untagged when left out. */
  readonly vlan?: number | undefined;
  /** Whether the bridge is one of Open vSwitch. */
  readonly isOpenVSwitch?: boolean | undefined;
}

/** A kernel that lies on the hypervisor, instead of a boot loader. */
export interface DomainKernel {
  readonly kernel: string;
  readonly initrd?: string | undefined;
  readonly cmdline?: string | undefined;
}

export interface DomainSpec {
  readonly name: string;
  readonly uuid: string;
  readonly guest: GuestKind;
  /** `qemu` is software emulation, for hosts without KVM. */
  readonly type: 'xen' | 'kvm' | 'qemu';
  /** In MiB. */
  readonly memory: number;
  readonly cpus: number;
  readonly firmware: 'bios' | 'uefi';
  /** What is tried in turn. */
  readonly boot: readonly ('disk' | 'network')[];
  readonly kernel?: DomainKernel | undefined;
  readonly disks: readonly DomainDisk[];
  readonly nics: readonly DomainNic[];
  /** The device model of the hypervisor; libvirt's choice when left out. */
  readonly emulator?: string | undefined;
  /** The firmware image of a Xen HVM guest; libvirt's choice when left out. */
  readonly loader?: string | undefined;
  /** The file on the hypervisor that keeps what the console printed; QEMU alone can. */
  readonly consoleLog?: string | undefined;
}

const machines = { pv: 'xenpv', pvh: 'xenpvh', hvm: 'xenfv', kvm: 'q35' } as const;
const osTypes = { pv: 'linux', pvh: 'xenpvh', hvm: 'hvm', kvm: 'hvm' } as const;
const bootDevices = { disk: 'hd', network: 'network' } as const;

/** The boot section (https://libvirt.org/formatdomain.html#operating-system-booting). */
function boot({ guest, firmware, boot: order, kernel, loader }: DomainSpec): XmlContent[] {
  const isFull = guest === 'hvm' || guest === 'kvm';
  const own = kernel && [
    element('kernel', {}, kernel.kernel),
    kernel.initrd !== undefined && element('initrd', {}, kernel.initrd),
    kernel.cmdline !== undefined && element('cmdline', {}, kernel.cmdline),
  ];
  const os = element(
    'os',
    firmware === 'uefi' ? { firmware: 'efi' } : {},
    element('type', { arch: 'x86_64', machine: machines[guest] }, osTypes[guest]),
    guest === 'hvm' && loader !== undefined && element('loader', { type: 'rom' }, loader),
    ...(own ?? (isFull ? order.map((device) => element('boot', { dev: bootDevices[device] })) : [])),
    // what the firmware says can be read on the console
    guest === 'kvm' && firmware === 'bios' && element('bios', { useserial: 'yes' }),
  );
  // a paravirtualised guest has no firmware: a program of the hypervisor reads the kernel from its disk
  const bootLoader = guest === 'pv' && !kernel && element('bootloader', {}, 'pygrub');
  return [bootLoader, os, isFull && element('features', {}, element('acpi'), element('apic'), element('pae'))];
}

function disk(spec: DomainSpec, { path, format = 'raw', isReadOnly }: DomainDisk, index: number): XmlElement {
  const isXen = spec.guest !== 'kvm';
  const isBlock = path.startsWith('/dev/');
  const target = `${isXen ? 'xvd' : 'vd'}${String.fromCharCode('a'.charCodeAt(0) + index)}`;
  const driver =
    isXen && isBlock
      ? { name: 'phy', type: 'raw' }
      : { name: 'qemu', type: format, ...(isXen ? {} : { cache: isBlock ? 'none' : undefined, discard: 'unmap' }) };
  return element(
    'disk',
    { type: isBlock ? 'block' : 'file', device: 'disk' },
    element('driver', driver),
    element('source', { [isBlock ? 'dev' : 'file']: path }),
    element('target', { dev: target, bus: isXen ? 'xen' : 'virtio' }),
    isReadOnly === true && element('readonly'),
  );
}

function nic({ guest }: DomainSpec, { mac, bridge, vlan, isOpenVSwitch }: DomainNic): XmlElement {
  const model = { pv: undefined, pvh: undefined, hvm: 'e1000', kvm: 'virtio' }[guest];
  return element(
    'interface',
    { type: 'bridge' },
    element('mac', { address: mac }),
    element('source', { bridge }),
    isOpenVSwitch === true && element('virtualport', { type: 'openvswitch' }),
    vlan !== undefined && element('vlan', {}, element('tag', { id: vlan })),
    model !== undefined && element('model', { type: model }),
  );
}

function consoles({ guest, consoleLog }: DomainSpec): XmlElement[] {
  if (guest === 'pv' || guest === 'pvh')
    return [element('console', { type: 'pty' }, element('target', { type: 'xen', port: 0 }))];
  const log = consoleLog !== undefined && guest === 'kvm' && element('log', { file: consoleLog, append: 'on' });
  return [
    element('serial', { type: 'pty' }, log, element('target', { port: 0 })),
    element('console', { type: 'pty' }, element('target', { type: 'serial', port: 0 })),
  ];
}

/** The definition of a domain for libvirt (https://libvirt.org/formatdomain.html). @throws ARGUMENT_INVALID */
export function domainXml(spec: DomainSpec): string {
  const { type, name, uuid, memory, cpus, emulator, guest } = spec;
  return element(
    'domain',
    { type },
    element('name', {}, name),
    element('uuid', {}, uuid),
    element('memory', { unit: 'MiB' }, memory),
    element('vcpu', {}, cpus),
    ...boot(spec),
    // the same on every host of a kind, so that a machine can move between them
    type === 'kvm' && element('cpu', { mode: 'host-model' }),
    element('clock', { offset: 'utc' }),
    element('on_poweroff', {}, 'destroy'),
    element('on_reboot', {}, 'restart'),
    // a guest that crashes while it boots would be restarted for ever
    element('on_crash', {}, 'destroy'),
    element(
      'devices',
      {},
      emulator !== undefined && element('emulator', {}, emulator),
      ...spec.disks.map((one, index) => disk(spec, one, index)),
      ...spec.nics.map((one) => nic(spec, one)),
      ...consoles(spec),
      guest === 'kvm' &&
        element('channel', { type: 'unix' }, element('target', { type: 'virtio', name: 'org.qemu.guest_agent.0' })),
      guest === 'kvm' && element('rng', { model: 'virtio' }, element('backend', { model: 'random' }, '/dev/urandom')),
    ),
  ).xml;
}
