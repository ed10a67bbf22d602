import { LibvirtManager } from './libvirt-manager.ts';

/** Places KVM machines on hosts that have `kvm.volume-group`. */
export class KVMManager extends LibvirtManager {
  static override readonly driverName: string = 'kvmmanager';
  static override readonly volumeGroupKey: string | null = 'kvm';
  static override readonly machineDriver: string = 'kvmvirtualserver';
}
