import { failure } from '../base/errors.ts';
import { Ported } from '../drivers/devices/ported.ts';
import { Pool } from '../drivers/pools/pool.ts';
import { type Driver, type DriverClass } from '../inventory/driver.ts';
import { type Properties, type PropertyInput } from '../inventory/property.ts';
import { type Clusto } from '../operations/clusto.ts';
import { memoryInventory, type MemoryInventoryOptions } from './memory-inventory.ts';

export interface CheckDriverOptions<Declared extends Properties> extends MemoryInventoryOptions {
  /** For each entity that is created, counted from 0: what the driver cannot do without. */
  readonly properties?: (count: number) => PropertyInput<Declared>;
}

/** What a check works with. */
interface Trial {
  readonly inventory: Clusto;
  readonly driver: DriverClass;
  readonly create: (name: string) => Promise<Driver>;
}

type Check = (trial: Trial) => Promise<void> | void;

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

const portTableOf = (driver: DriverClass): [type: string, count: number][] =>
  driver.prototype instanceof Ported ? Object.entries((driver as unknown as typeof Ported).ports) : [];

/** What every driver promises, by a sentence that says it. */
const checks: Readonly<Record<string, Check>> = {
  'its properties say what they are': ({ driver, inventory }) => {
    for (const [name, { description }] of Object.entries(inventory.declaredProperties(driver))) {
      require(/^[A-Za-z_][\w-]*$/.test(name), `the property ${name} cannot be the key of an attribute`);
      require(description.trim() !== '', `the property ${name} has no description`);
    }
  },
  'its ports are numbered from 1': ({ driver }) => {
    for (const [type, count] of portTableOf(driver))
      require(Number.isSafeInteger(count) && count > 0, `there are ${count} ports of the type ${type}`);
  },
  'creating an entity is one version': async ({ inventory, create }) => {
    const before = await inventory.version();
    await create('one');
    const versions = (await inventory.version()) - before;
    require(versions === 1, `creating one made ${versions} versions`);
  },
  'an entity is found again as what it is': async ({ inventory, driver, create }) => {
    const thing = await create('one');
    const found = await inventory.getByName('one');
    require(found.constructor === driver && found.equals(thing), `it is found as ${found.toString()}`);
    const text = `${driver.name}(name=one, type=${driver.type}, driver=${driver.driverName})`;
    require(thing.toString() === text, `it prints as ${thing.toString()}`);
  },
  'its properties can be read': async ({ inventory, driver, create }) => {
    const values: Readonly<Record<string, unknown>> = await (await create('one')).getProperties();
    for (const name of Object.keys(inventory.declaredProperties(driver)))
      require(values[name] !== undefined, `the property ${name} reads as undefined`);
  },
  'attributes can be set, read and deleted': async ({ create }) => {
    const thing = await create('one');
    await thing.setAttr({ key: 'checkdriver', subkey: 'value', value: 1 });
    await thing.setAttr({ key: 'checkdriver', subkey: 'value', value: 2 });
    require((await thing.attrValue({ key: 'checkdriver' })) === 2, 'an attribute does not read as what was set');
    await thing.delAttrs({ key: 'checkdriver' });
    require(!(await thing.hasAttr({ key: 'checkdriver' })), 'a deleted attribute is still there');
  },
  'a rename keeps identity and history': async ({ inventory, create }) => {
    const thing = await create('one');
    const before = await inventory.version();
    await thing.rename('two');
    require((await inventory.getByName('two')).equals(thing), 'it is another entity after a rename');
    require((await inventory.at(before).getByName('one')).equals(thing), 'the old version does not show the old name');
  },
  'an entity can be in a pool': async ({ inventory, driver, create }) => {
    // what is a pool itself has rules of its own
    if (driver.type === Pool.type) return;
    const pool = await inventory.create(Pool, 'checkdriver-pool');
    const thing = await create('one');
    await pool.insert(thing);
    require(await pool.has(thing), 'it is not in the pool it was put into');
    await pool.remove(thing);
    require(!(await pool.has(thing)), 'it is still in the pool it was taken from');
  },
  'every type of port takes a cable, and gives it back': async ({ driver, create }) => {
    const ports = portTableOf(driver);
    if (ports.length === 0) return;
    const [one, other] = [await create('one'), await create('two')];
    if (!(one instanceof Ported) || !(other instanceof Ported)) return;
    for (const [type] of ports) {
      await one.connectPorts(type, 1, other, 1);
      require((await other.getConnected(type, 1))?.equals(one) === true, `a cable of ${type} has one end only`);
      await other.disconnectPort(type, 1);
      require((await one.getConnected(type, 1)) === null, `a cable of ${type} stays where it was taken off`);
    }
  },
  'a deleted entity is gone, and its name free': async ({ inventory, create }) => {
    await inventory.delete(await create('one'));
    require((await inventory.getByNames(['one']))[0] === null, 'it is still found after it was deleted');
    await create('one');
  },
};

/**
 * Tells whether a driver class keeps what every driver promises, by trying it in an inventory of its own.
 * @returns what was checked, one sentence each
 * @throws DRIVER_INVALID with the promise that was broken; DRIVER_DUPLICATE
 */
export async function checkDriver<Thing extends Driver, Declared extends Properties>(
  driver: DriverClass<Thing, Declared>,
  { properties, ...options }: CheckDriverOptions<Declared> = {},
): Promise<string[]> {
  for (const [promise, check] of Object.entries(checks)) {
    await using inventory = await memoryInventory({ ...options, drivers: [...(options.drivers ?? []), driver] });
    let count = 0;
    const create = (name: string): Promise<Driver> => inventory.create(driver, name, properties?.(count++));
    try {
      await check({ inventory, driver, create });
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
      throw failure('DRIVER_INVALID', { driver, reason: `${promise}: ${reason}` }, error);
    }
  }
  return Object.keys(checks);
}
