import { BasicServer } from './basic-server.ts';

/** A virtual machine, told from physical servers by its type. */
export class BasicVirtualServer extends BasicServer {
  static override readonly driverName: string = 'basicvirtualserver';
  static override readonly type: string = 'virtualserver';
}
