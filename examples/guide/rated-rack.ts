import { connect, type Driver, integer, type PropertyValues } from 'clusto';
// #region driver
import { BasicRack, Device } from 'clusto/drivers';

/** A rack that knows how much power it may draw. */
export class RatedRack extends BasicRack {
  static override readonly driverName: string = 'ratedrack';
  static override readonly properties = {
    ...BasicRack.properties,
    watts: integer('How much power its devices may draw.', 5000),
  };
  declare readonly propertyTypes: PropertyValues<typeof RatedRack.properties>;

  /** What is left for more devices, each of which says what it draws in the attribute power.watts. */
  async wattsLeft(): Promise<number> {
    const drawn = await Promise.all((await this.contents()).map(wattsOf));
    return drawn.reduce((left, watts) => left - watts, await this.getProperty('watts'));
  }
}

async function wattsOf(device: Driver): Promise<number> {
  return Number(await device.attrValue({ key: 'power', subkey: 'watts', default: 0 }));
}
// #endregion

await using clusto = await connect({ drivers: [RatedRack] });
// #region use
const rack = await clusto.create(RatedRack, 'r1', { watts: 3000 });
const device = await clusto.create(Device, 'd1');
await device.setAttr({ key: 'power', subkey: 'watts', value: 450 });
await rack.insert(device, 1);
console.log(await rack.wattsLeft()); // 2550
// #endregion
