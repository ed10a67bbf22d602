import { Location } from './location.ts';

/** A datacenter. */
export class BasicDatacenter extends Location {
  static override readonly driverName: string = 'basicdatacenter';
  static override readonly type: string = 'datacenter';
}
