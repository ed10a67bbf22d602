import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { builtInDrivers } from '../built-in-drivers.ts';
import { APCRack } from '../locations/apc-rack.ts';
import { BasicDatacenter } from '../locations/basic-datacenter.ts';
import { factoryLayouts, getFactory, isRackFactory, type RackFactoryClass, registerFactory } from './get-factory.ts';
import { RackFactory } from './rack-factory.ts';

class Fives extends RackFactory {
  static override readonly layouts: readonly string[] = ['5555', '4444'];
}
class Better extends Fives {
  static override readonly layouts: readonly string[] = ['4444'];
}
class Rival extends RackFactory {
  static override readonly layouts: readonly string[] = ['777', '5555'];
}

describe.each(databases.slice(0, 1))('rack factories', (kind) => {
  const inventory = useInventory(kind, builtInDrivers);
  const rack = (): Promise<APCRack> => inventory.clusto.create(APCRack, 'r1');

  test('are chosen by what the rack says, as text or number, under either name', async () => {
    const { clusto } = inventory;
    registerFactory(clusto.registry, Fives);
    const r1 = await rack();
    for (const [key, value] of [
      ['rackfactory', '4444'],
      ['racklayout', 5555],
    ] as const) {
      await r1.setAttr({ key, value });
      const factory = await getFactory(clusto, 'r1');
      expect(factory).toBeInstanceOf(Fives);
      expect([factory.layoutName, factory.rack.name, factory.datacenter]).toEqual([String(value), 'r1', undefined]);
    }
  });

  test('are chosen by a layout that is named, and know the datacenter', async () => {
    const { clusto } = inventory;
    registerFactory(clusto.registry, Fives);
    const [r1, datacenter] = [await rack(), await clusto.create(BasicDatacenter, 'dc')];
    await datacenter.insert(r1);
    await r1.setAttr({ key: 'racklayout', value: '5555' });
    const factory = await getFactory(clusto, r1, '4444');
    expect([factory.layoutName, factory.datacenter]).toEqual(['4444', datacenter]);
  });

  test('that nobody registered are said so', async () => {
    const { clusto } = inventory;
    const r1 = await rack();
    await expect(getFactory(clusto, r1)).rejects.toThrow('There is no rack factory for the layout (not set) of r1.');
    await expect(getFactory(clusto, r1, '201001')).rejects.toMatchObject({ code: 'FACTORY_UNKNOWN' });
    await expect(getFactory(clusto, 'nobody')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await clusto.create(BasicDatacenter, 'dc');
    await expect(getFactory(clusto, 'dc')).rejects.toMatchObject({ code: 'ENTITY_WRONG_DRIVER' });
    await r1.addAttr({ key: 'racklayout', value: 'a' });
    await r1.addAttr({ key: 'racklayout', value: 'b' });
    await expect(getFactory(clusto, r1)).rejects.toMatchObject({ code: 'ATTRIBUTE_AMBIGUOUS' });
  });

  test('belong to one inventory and its views of the past', async () => {
    const { clusto } = inventory;
    await rack();
    registerFactory(clusto.registry, Fives);
    expect(factoryLayouts(clusto.registry)).toEqual(['4444', '5555']);
    expect(await getFactory(clusto.at(await clusto.version()), 'r1', '5555')).toBeInstanceOf(Fives);
    const other = await inventory.open();
    expect(factoryLayouts(other.registry)).toEqual([]);
  });

  test('claim a layout once; one that extends another may take it over', async () => {
    const { registry } = inventory.clusto;
    registerFactory(registry, Fives);
    registerFactory(registry, Fives);
    expect(() => registerFactory(registry, Rival)).toThrow('The rack layout 5555 is claimed by both Fives and Rival.');
    expect(factoryLayouts(registry)).toEqual(['4444', '5555']);
    registerFactory(registry, Better);
    await rack();
    expect(await getFactory(inventory.clusto, 'r1', '4444')).toBeInstanceOf(Better);
    expect(await getFactory(inventory.clusto, 'r1', '5555')).not.toBeInstanceOf(Better);
  });

  test('are classes that extend RackFactory', () => {
    const none = [RackFactory, APCRack, {}, undefined, 'Fives'] as unknown as RackFactoryClass[];
    expect([isRackFactory(Fives), ...none.map(isRackFactory)]).toEqual([true, false, false, false, false, false]);
    for (const factory of none)
      expect(() => registerFactory(inventory.clusto.registry, factory)).toThrow(
        'must be a class that extends RackFactory',
      );
  });
});
