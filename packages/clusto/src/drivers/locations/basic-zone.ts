import { Location } from './location.ts';

/** A zone, such as a room or a failure domain. */
export class BasicZone extends Location {
  static override readonly driverName: string = 'basiczone';
  static override readonly type: string = 'zone';
}
