import { failure } from '../../base/errors.ts';
import { Driver, type Inventory } from '../../inventory/driver.ts';

type Place = Parameters<Inventory['wrap']>[0];

/** A place (behaviour spec section 8.1). A thing is in at most one place of each type: one datacenter, one cage, one zone. */
export class Location extends Driver {
  static override readonly driverName: string = 'location';
  static override readonly type: string = 'location';

  /** @throws PARENT_EXISTS when it is in a place of this type, this one included */
  protected override checkPlaces(thing: Driver, places: readonly Place[]): void {
    const parent = places.find(({ type }) => type === this.type);
    if (parent) throw failure('PARENT_EXISTS', { thing, parent: this.inventory.wrap(parent) });
  }
}
