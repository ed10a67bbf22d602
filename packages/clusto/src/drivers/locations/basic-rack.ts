import { failure } from '../../base/errors.ts';
import { type Driver, requireThing } from '../../inventory/driver.ts';
import { integer, type PropertyValues } from '../../inventory/property.ts';
import { Device } from '../devices/device.ts';
import { Location } from './location.ts';

/** Where a device is mounted: the rack, and its units in ascending order. */
export interface RackPosition {
  readonly rack: Driver;
  readonly RU: readonly number[];
}

const unitKey = 'ru';

/** A rack of numbered units, each with one device at most (behaviour spec section 8.2). */
export class BasicRack extends Location {
  static override readonly driverName: string = 'basicrack';
  static override readonly type: string = 'rack';
  static override readonly properties = {
    ...Location.properties,
    minu: integer('The lowest unit.', 1),
    maxu: integer('The highest unit.', 45),
  };
  declare readonly propertyTypes: PropertyValues<typeof BasicRack.properties>;

  /**
   * Where a device is mounted; null when it is in no rack.
   * @throws RACK_SECOND when an old database has it in two racks, ARGUMENT_INVALID
   */
  static async getRackAndU(device: Driver): Promise<RackPosition | null> {
    const { id, inventory } = requireThing(device, 'the device');
    const places = (await inventory.reader.parents(id)).filter(({ subkey }) => subkey === unitKey);
    const [first] = places;
    if (first === undefined) return null;
    const rack = inventory.wrap(first);
    if (places.some((place) => place.id !== first.id)) throw failure('RACK_SECOND', { thing: device, rack });
    return { rack, RU: places.map(({ number }) => number).sort((one, other) => one - other) };
  }

  /**
   * Mounts a device. One whose class states its height as a static `rackUnits` takes exactly as many units.
   * @param rackU the unit, or all adjacent units that it takes, in any order
   * @throws RACK_NOT_A_DEVICE, RACK_UNIT_INVALID, RACK_SECOND, RACK_UNITS_MISMATCH, RACK_UNIT_TAKEN, ENTITY_GONE
   */
  override insert(device: Driver, rackU?: number | readonly number[]): Promise<void> {
    return this.inventory.write(async (writer) => {
      if (!(device instanceof Device)) throw failure('RACK_NOT_A_DEVICE', { thing: device });
      const units = this.#readUnits(rackU);
      await this.inventory.everything(async () => {
        await this.checkReturn(device, units);
        await this.putIn(writer, device, units);
      });
    });
  }

  override async checkReturn(device: Driver, units: readonly number[]): Promise<void> {
    if (!(device instanceof Device)) throw failure('RACK_NOT_A_DEVICE', { thing: device });
    await this.#checkUnits(units);
    const places = await this.inventory.reader.parents(device.id);
    const racked = places.find(({ subkey, type }) => subkey === unitKey || type === this.type);
    if (racked) throw failure('RACK_SECOND', { thing: device, rack: this.inventory.wrap(racked) });
    const { rackUnits } = device.constructor as unknown as { readonly rackUnits?: number };
    if (rackUnits !== undefined && rackUnits !== units.length)
      throw failure('RACK_UNITS_MISMATCH', { thing: device, expected: rackUnits, given: units.length });
  }

  /** Ascending, as far as the shape tells that they are units. */
  #readUnits(rackU: unknown): number[] {
    const given: readonly unknown[] = Array.isArray(rackU) ? rackU : [rackU];
    if (given.length === 0) throw failure('RACK_UNIT_INVALID', { unit: '[]', reason: 'no unit is named' });
    for (const unit of given) {
      if (Number.isInteger(unit)) continue;
      throw failure('RACK_UNIT_INVALID', { unit, reason: 'it is not an integer' });
    }
    return (given as readonly number[]).toSorted((one, other) => one - other);
  }

  /** @param units ascending */
  async #checkUnits(units: readonly number[]): Promise<void> {
    const { minu, maxu } = await this.getProperties();
    const refuse = (unit: unknown, reason: string): never => {
      throw failure('RACK_UNIT_INVALID', { unit, reason });
    };
    for (const unit of units) {
      if (maxu !== null && unit > maxu) refuse(unit, `the highest of ${this.name} is ${maxu}`);
      if (minu !== null && unit < minu) refuse(unit, `the lowest of ${this.name} is ${minu}`);
    }
    for (const [index, unit] of units.slice(1).entries()) {
      const before = units[index] as number;
      if (unit === before) refuse(unit, 'it is named twice');
      if (unit !== before + 1) refuse(unit, `it is not next to ${before}`);
    }
  }

  /** What is mounted in a unit; null when it is free. @throws RACK_UNIT_INVALID */
  async getDeviceIn(rackU: number): Promise<Driver | null> {
    const units = this.#readUnits(Array.isArray(rackU) ? [rackU] : rackU);
    await this.#checkUnits(units);
    const [device] = await this.contents({ number: rackU, subkey: unitKey });
    return device ?? null;
  }
}
