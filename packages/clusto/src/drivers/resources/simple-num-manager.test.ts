import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver } from '../../inventory/driver.ts';
import { SimpleNumManager } from './simple-num-manager.ts';

class VlanManager extends SimpleNumManager {
  static override readonly driverName: string = 'vlanmanager';
  static override readonly attrName: string = 'vlan';
}

describe.each(databases)('SimpleNumManager on $name', (kind) => {
  const inventory = useInventory(kind, [SimpleNumManager, VlanManager]);
  const take = async (from: SimpleNumManager, to: Driver, count: number): Promise<unknown[]> => {
    const taken: unknown[] = [];
    for (let index = 0; index < count; index += 1) taken.push((await from.allocate(to)).value);
    return taken;
  };

  test('hands out the lowest free number up to its highest', async () => {
    const { clusto } = inventory;
    const [m, t] = [await clusto.create(SimpleNumManager, 'm', { maxnum: 4 }), await clusto.create(Driver, 't')];
    expect(await take(m, t, 5)).toEqual([0, 1, 2, 3, 4]);
    await expect(m.allocate(t)).rejects.toMatchObject({
      code: 'NUM_MANAGER_EXHAUSTED',
      name: 'SimpleNumManagerException',
      message: `${String(m)} has no numbers up to 4 left.`,
    });
    await m.deallocate(t, 0);
    await m.deallocate(t, 3);
    expect(await take(m, t, 2)).toEqual([0, 3]);
    expect((await m.owners('3')).map(({ name }) => name)).toEqual(['t']);
    await expect(m.allocate(t, 5)).rejects.toMatchObject({ code: 'RESOURCE_TYPE_INVALID' });
  });

  test('has no limit without maxnum, or with 0', async () => {
    const { clusto } = inventory;
    const t = await clusto.create(Driver, 't');
    const m = await clusto.create(SimpleNumManager, 'm', { next: -1 });
    const n = await clusto.create(SimpleNumManager, 'n', { maxnum: 0, next: 2 });
    await m.allocate(t, 1);
    await m.allocate(t, 2n ** 62n);
    expect(await take(m, t, 3)).toEqual([-1, 0, 2]);
    expect(await take(n, t, 2)).toEqual([3, 4]);
    for (const value of [1.5, 'x', null, 2n ** 63n, true])
      await expect(m.allocate(t, value)).rejects.toMatchObject({ code: 'RESOURCE_TYPE_INVALID' });
  });

  test('shares numbers with its like, but not with another attribute name', async () => {
    const { clusto } = inventory;
    const t = await clusto.create(Driver, 't');
    const m = await clusto.create(SimpleNumManager, 'm');
    const vlans = await clusto.create(VlanManager, 'vlans', { next: 0, maxnum: 4094 });
    expect(await take(m, t, 2)).toEqual([0, 1]);
    expect(await take(vlans, t, 1)).toEqual([0]);
    expect((await SimpleNumManager.resources(t)).map(({ value }) => value)).toEqual([0, 1]);
  });
});
