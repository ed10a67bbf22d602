import { BasicNetworkSwitch } from './basic-network-switch.ts';
import type { PortTable } from './ported.ts';

/** A Cisco Catalyst 4948 with two fibre uplinks. */
export class Cisco4948 extends BasicNetworkSwitch {
  static override readonly driverName: string = 'cisco4948';
  static override readonly ports: PortTable = {
    'pwr-nema-5': 1,
    'console-serial': 1,
    'nic-eth': 48,
    'nic-fiber10g': 2,
  };
}
