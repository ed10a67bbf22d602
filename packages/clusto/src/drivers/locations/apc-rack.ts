import { BasicRack } from './basic-rack.ts';

/** A rack of APC. */
export class APCRack extends BasicRack {
  static override readonly driverName: string = 'apcrack';
}
