import { Device } from './device.ts';
import type { PortTable } from './ported.ts';

/** A console server of any make. */
export class BasicConsoleServer extends Device {
  static override readonly driverName: string = 'basicconsoleserver';
  static override readonly type: string = 'consoleserver';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'nic-eth': 1, 'console-serial': 24 };
}
