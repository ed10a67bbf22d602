import { Device } from './device.ts';
import type { PortEnd, PortTable } from './ported.ts';

const positions = 24;

/** A panel of 24 positions: port 1 of the front is port 25, the first one of the back. */
export class BasicPatchPanel extends Device {
  static override readonly driverName: string = 'basicpatchpanel';
  static override readonly type: string = 'patchpanel';
  static override readonly ports: PortTable = { 'nic-eth': 2 * positions };

  override passThrough(type: string, number: number): PortEnd {
    return { type, number: number > positions ? number - positions : number + positions };
  }
}
