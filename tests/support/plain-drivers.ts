import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { flag, integer, json, type PropertyValues, text } from '../../packages/clusto/src/inventory/property.ts';

/** A thing with every kind of property. */
export class Box extends Driver {
  static override readonly driverName: string = 'box';
  static override readonly type: string = 'server';
  static override readonly properties = {
    model: text('What it is.'),
    vendor: text('Who made it.', 'acme'),
    height: integer('In units.', 1),
    spare: flag('Whether nobody uses it.', false),
    extra: json('Whatever else.'),
  };
  declare readonly propertyTypes: PropertyValues<typeof Box.properties>;
}

/** Takes members that are elsewhere too. */
export class Group extends Driver {
  static override readonly driverName: string = 'group';
  static override readonly type: string = 'pool';

  protected override async checkInsert(): Promise<void> {}
}

/** Takes members in numbered places, several for one. */
export class Shelf extends Driver {
  static override readonly driverName: string = 'shelf';
  static override readonly type: string = 'rack';

  place(thing: Driver, ...units: number[]): Promise<void> {
    return this.inventory.write((writer) => this.putIn(writer, this.here(thing), units));
  }
}

export const plainDrivers = [Box, Group, Shelf];
