import { Device } from './device.ts';
import type { PortTable } from './ported.ts';

/** A power strip of any make, its outlets numbered. */
export class BasicPowerStrip extends Device {
  static override readonly driverName: string = 'basicpowerstrip';
  static override readonly type: string = 'powerstrip';
  static override readonly ports: PortTable = { 'pwr-nema-5': 24, 'nic-eth': 1 };
}
