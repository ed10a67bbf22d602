import { Device } from './device.ts';
import { defaultPorts, type PortTable } from './ported.ts';

/** A firewall of any make. */
export class BasicFirewall extends Device {
  static override readonly driverName: string = 'basicfirewall';
  static override readonly type: string = 'firewall';
  static override readonly ports: PortTable = defaultPorts;
}
