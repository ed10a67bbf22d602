import { LibvirtServer } from './libvirt-server.ts';

/** A virtual machine on Xen: HVM unless its attribute `libvirt.virtualization` says `pv` or `pvh`. */
export class XenVirtualServer extends LibvirtServer {
  static override readonly driverName: string = 'xenvirtualserver';
  protected override readonly hypervisorKind = 'xen';
}
