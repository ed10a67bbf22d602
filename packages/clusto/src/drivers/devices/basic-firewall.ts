import { Device } from './device.ts';

/** A firewall of any make; its ports are those of any device. */
export class BasicFirewall extends Device {
  static override readonly driverName: string = 'basicfirewall';
  static override readonly type: string = 'firewall';
}
