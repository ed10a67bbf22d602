import { Device } from './device.ts';
import type { PortTable } from './ported.ts';

/** A network switch of any make. */
export class BasicNetworkSwitch extends Device {
  static override readonly driverName: string = 'basicnetworkswitch';
  static override readonly type: string = 'networkswitch';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'nic-eth': 48 };
}
