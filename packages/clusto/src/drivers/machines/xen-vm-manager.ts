import { LibvirtManager } from './libvirt-manager.ts';

/** Places Xen machines on hosts that have `xen.volume-group` (behaviour spec section 13). */
export class XenVMManager extends LibvirtManager {
  static override readonly driverName: string = 'xenvmmanager';
  static override readonly volumeGroupKey: string | null = 'xen';
  static override readonly machineDriver: string = 'xenvirtualserver';
}
