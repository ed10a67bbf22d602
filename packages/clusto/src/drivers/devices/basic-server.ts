import { Device } from './device.ts';
import type { PortTable } from './ported.ts';

/** A physical server of any make. */
export class BasicServer extends Device {
  static override readonly driverName: string = 'basicserver';
  static override readonly type: string = 'server';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'nic-eth': 2, 'console-serial': 1 };
}
