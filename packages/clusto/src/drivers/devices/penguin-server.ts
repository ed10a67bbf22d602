import { BasicServer } from './basic-server.ts';
import type { PortTable } from './ported.ts';

/** A Penguin Computing server. */
export class PenguinServer extends BasicServer {
  static override readonly driverName: string = 'penguinserver';
}

/** A Penguin Computing server of two rack units, with two power supplies. */
export class PenguinServer2U extends PenguinServer {
  static override readonly driverName: string = 'penguinserver2u';
  static override readonly ports: PortTable = { 'pwr-nema-5': 2, 'nic-eth': 2, 'console-serial': 1 };
  /** Its height, which racks hold it to. */
  static readonly rackUnits: number = 2;
}
