import { Device } from './device.ts';
import type { PortTable } from './ported.ts';

/** A closed box that does one thing. */
export class BasicAppliance extends Device {
  static override readonly driverName: string = 'basicappliance';
  static override readonly type: string = 'appliance';
  static override readonly ports: PortTable = { 'pwr-nema-5': 2, 'nic-eth': 1, 'console-serial': 1 };
}
