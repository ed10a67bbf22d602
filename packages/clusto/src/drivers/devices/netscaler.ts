import { BasicAppliance } from './basic-appliance.ts';
import type { PortTable } from './ported.ts';

/** A Citrix NetScaler of any model. */
export class Netscaler extends BasicAppliance {
  static override readonly driverName: string = 'netscaler';
}

export class Netscaler17000 extends Netscaler {
  static override readonly driverName: string = 'netscaler17000';
  static override readonly ports: PortTable = { 'pwr-nema-5': 2, 'nic-eth': 9, 'nic-xfp': 2, 'console-serial': 1 };
}

export class Netscaler10010 extends Netscaler {
  static override readonly driverName: string = 'netscaler10010';
  static override readonly ports: PortTable = { 'pwr-nema-5': 2, 'nic-eth': 9, 'console-serial': 1 };
}
