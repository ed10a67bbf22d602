import { expect, describe, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver, type DriverClass } from '../../inventory/driver.ts';
import { Pool } from '../pools/pool.ts';
import { BasicCage } from './basic-cage.ts';
import { BasicDatacenter } from './basic-datacenter.ts';
import { BasicZone } from './basic-zone.ts';
import { EquinixDatacenter } from './equinix-datacenter.ts';
import { Location } from './location.ts';

describe.each(databases.slice(0, 1))('a place', (kind) => {
  const inventory = useInventory(kind, [BasicDatacenter, EquinixDatacenter, BasicCage, BasicZone, Location, Pool]);

  test('holds what is in places of other types and in pools', async () => {
    const { clusto } = inventory;
    const thing = await clusto.create(Driver, 'thing');
    const places: Driver[] = [];
    for (const driver of [Pool, BasicDatacenter, BasicCage, BasicZone, Location] as DriverClass[])
      places.push(await clusto.create(driver, `the-${driver.driverName}`));
    for (const place of places) await place.insert(thing);
    expect(await thing.parents()).toEqual(places);
  });

  test('refuses what is in a place of its type, be it of another driver or itself', async () => {
    const { clusto } = inventory;
    const thing = await clusto.create(Driver, 'thing');
    const first = await clusto.create(BasicDatacenter, 'first');
    const second = await clusto.create(EquinixDatacenter, 'second');
    await first.insert(thing);
    await expect(second.insert(thing)).rejects.toThrow(`${String(thing)} is already in ${String(first)}.`);
    await expect(first.insert(thing)).rejects.toMatchObject({ code: 'PARENT_EXISTS' });
    await first.remove(thing);
    await second.insert(thing);
    expect(await thing.parents()).toEqual([second]);
  });

  test('refuses what is no entity', async () => {
    const place = await inventory.clusto.create(BasicCage, 'cage');
    await expect(place.insert('thing' as unknown as Driver)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});
