import { BasicConsoleServer } from './basic-console-server.ts';
import type { PortTable } from './ported.ts';

/** An OpenGear CM4148 console server. */
export class OpenGearCM4148 extends BasicConsoleServer {
  static override readonly driverName: string = 'opengearcm4148';
  static override readonly ports: PortTable = { 'pwr-nema-5': 1, 'nic-eth': 1, 'console-serial': 48 };
}
