import { BasicDatacenter } from './basic-datacenter.ts';

/** A datacenter of Equinix. */
export class EquinixDatacenter extends BasicDatacenter {
  static override readonly driverName: string = 'equinixdatacenter';
}
