import { Location } from './location.ts';

/** A cage in a datacenter. */
export class BasicCage extends Location {
  static override readonly driverName: string = 'basiccage';
  static override readonly type: string = 'cage';
}
