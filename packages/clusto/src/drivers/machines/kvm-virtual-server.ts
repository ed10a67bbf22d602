import { LibvirtServer } from './libvirt-server.ts';

/** A virtual machine on KVM; the original spoke to a server of its own instead of libvirt (behaviour spec section 13.2). */
export class KVMVirtualServer extends LibvirtServer {
  static override readonly driverName: string = 'kvmvirtualserver';
  protected override readonly hypervisorKind = 'kvm';
}
