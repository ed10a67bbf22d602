import { BasicNetworkSwitch } from './basic-network-switch.ts';
import type { PortTable } from './ported.ts';

/** A Cisco Catalyst 3560 with four fibre uplinks. */
export class Cisco3560 extends BasicNetworkSwitch {
  static override readonly driverName: string = 'cisco3560';
  static override readonly ports: PortTable = {
    'pwr-nema-5': 1,
    'console-serial': 1,
    'nic-eth': 48,
    'nic-fiber10g': 4,
  };
}
