/** A disk of a host. Texts are null where the tools do not say them. */
export interface HostDisk {
  /** As the operating system calls it: `sda`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly model: string | null;
  readonly serial: string | null;
  readonly firmware: string | null;
}

/** A memory module of a host. */
export interface HostModule {
  /** Where it sits: `DIMM_A1`. */
  readonly locator: string;
  readonly type: string | null;
  /** As the firmware says it: `3200 MT/s`. */
  readonly speed: string | null;
  /** In MB of 2^20 bytes. */
  readonly size: number;
}

/** The processors of a host, which are alike. */
export interface HostProcessors {
  /** How many CPUs the operating system sees, threads among them. */
  readonly count: number;
  readonly sockets: number;
  readonly model: string | null;
  readonly vendor: string | null;
}

/** A network card of a host: no bridge, no VLAN and nothing else that software made up. */
export interface HostNic {
  /** As the operating system calls it: `eth0`. */
  readonly name: string;
  /** Its own address, also where a bond has given it another. */
  readonly mac: string;
}

/** An address that others can reach a host by. */
export interface HostAddress {
  readonly ip: string;
  /** The interface that has it, which may be a bond, a bridge or a VLAN over a network card. */
  readonly interface: string;
}

/** What the firmware says of a host; empty where nobody was allowed to ask. */
export interface HostFirmware {
  readonly serial: string | null;
  readonly modules: readonly HostModule[];
}

/** What a host says of itself. */
export interface HostDescription extends HostFirmware {
  readonly hostname: string;
  /** In MB of 2^20 bytes: of all modules, or what the kernel manages where they are not known. */
  readonly memory: number;
  readonly processors: HostProcessors;
  readonly disks: readonly HostDisk[];
  readonly nics: readonly HostNic[];
  readonly addresses: readonly HostAddress[];
}
