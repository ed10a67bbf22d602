import { BasicNetworkSwitch } from './basic-network-switch.ts';
import type { PortTable } from './ported.ts';

/** A Cisco Catalyst 2960. */
export class Cisco2960 extends BasicNetworkSwitch {
  static override readonly driverName: string = 'cisco2960';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'console-serial': 1, 'nic-eth': 48 };
}
