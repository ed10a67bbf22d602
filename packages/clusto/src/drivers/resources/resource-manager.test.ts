import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { type AttributeValue, Driver } from '../../inventory/driver.ts';
import { IPManager } from './ip-manager.ts';
import { ResourceManager } from './resource-manager.ts';

/** Chooses letters, keeps a note with each, and says what it was told. */
class LetterManager extends ResourceManager {
  static override readonly driverName: string = 'lettermanager';
  static override readonly attrName: string = 'letter';
  readonly told: string[] = [];

  protected override async ensureType(resource: unknown): Promise<AttributeValue> {
    return String(resource).toUpperCase();
  }

  protected override async allocator(): Promise<AttributeValue> {
    for (const letter of 'ABC') if (await this.available(letter)) return letter;
    throw new Error('no letters');
  }

  protected override async additionalAttrs(thing: Driver, resource: AttributeValue, number: number) {
    return { note: `${thing.name} ${JSON.stringify(resource)} ${number}` };
  }

  protected override async postAutomaticAllocation(_thing: Driver, resource: AttributeValue): Promise<void> {
    this.told.push(`automatic ${JSON.stringify(resource)}`);
  }

  protected override async postAllocation(thing: Driver, resource: AttributeValue, number: number): Promise<void> {
    this.told.push(`${thing.name} ${JSON.stringify(resource)} ${number}`);
  }
}

/** Of whose resource everybody can have a part. */
class HostManager extends ResourceManager {
  static override readonly driverName: string = 'hostmanager';
  static override readonly attrName: string = 'host';
  static override readonly isShared: boolean = true;
}

describe.each(databases)('ResourceManager on $name', (kind) => {
  const inventory = useInventory(kind, [ResourceManager, LetterManager, HostManager, IPManager]);
  const manager = (name = 'm'): Promise<ResourceManager> => inventory.clusto.create(ResourceManager, name);
  const thing = (name = 't'): Promise<Driver> => inventory.clusto.create(Driver, name);
  const rows = async (of: Driver): Promise<string[]> => (await of.attrs()).map(String);

  test('writes the resource, the manager and nothing else, numbered over all managers', async () => {
    const [m, n, t, u] = [await manager(), await manager('n'), await thing(), await thing('u')];
    const attribute = await m.allocate(t, 'gold');
    expect(attribute.keyTuple).toEqual(['resource', 0, null]);
    expect(attribute.entity).toBe(t);
    await n.allocate(u, 'silver');
    expect(await rows(t)).toEqual(['t.resource|0|null|string gold', 't.resource|0|manager|relation m']);
    expect(await rows(u)).toEqual(['u.resource|1|null|string silver', 'u.resource|1|manager|relation n']);
    expect([await m.count(), await n.count()]).toEqual([1, 1]);
  });

  test('gives no number a second time', async () => {
    const [m, t] = [await manager(), await thing()];
    await m.allocate(t, 'a');
    await m.deallocate(t, 'a');
    expect((await m.allocate(t, 'a')).number).toBe(1);
  });

  test('has one owner for a resource, whichever manager gives it', async () => {
    const [m, n, t, u] = [await manager(), await manager('n'), await thing(), await thing('u')];
    await m.allocate(t, 'gold');
    await expect(n.allocate(u, 'gold')).rejects.toMatchObject({
      code: 'RESOURCE_TAKEN',
      name: 'ResourceException',
      message: `gold is already allocated to ${String(t)}.`,
    });
    await expect(m.allocate(t, 'gold')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
    expect(await rows(u)).toEqual([]);
    expect([await n.available('gold'), await n.available('silver')]).toEqual([false, true]);
    expect((await n.owners('gold')).map(({ name }) => name)).toEqual(['t']);
  });

  test('lets a second owner in by force, and takes it back from each alone', async () => {
    const [m, t, u] = [await manager(), await thing(), await thing('u')];
    await m.allocate(t, 'gold');
    await m.allocate(u, 'gold', { force: true });
    expect((await m.owners('gold')).map(({ name }) => name)).toEqual(['t', 'u']);
    await m.deallocate(t, 'gold');
    await expect(m.allocate(t, 'gold')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN', detail: { owner: u } });
    await m.deallocate(u, 'gold');
    expect(await m.available('gold')).toBe(true);
  });

  test('tells values of different datatypes apart, and long ones', async () => {
    const [m, t] = [await manager(), await thing()];
    const long = 'x'.repeat(10_000);
    const values: AttributeValue[] = [1, '1', true, 1.5, '1.5', { a: [1] }, [1], t, 'int:1', '', 0, false, null];
    values.push(long, `${long}y`, 2n ** 60n, new Date(1));
    for (const value of values) await m.allocate(t, value);
    for (const value of [...values, 1n, { a: [1] }]) expect(await m.available(value), typeof value).toBe(false);
    expect(await m.count()).toBe(values.length);
    for (const value of values) await m.deallocate(t, value);
    expect(await rows(t)).toEqual([]);
  });

  test('takes a number that is given, unless the thing has it', async () => {
    const [m, t] = [await manager(), await thing()];
    expect((await m.allocate(t, 'a', { number: 1 })).number).toBe(1);
    await expect(m.allocate(t, 'b', { number: 1 })).rejects.toMatchObject({ code: 'RESOURCE_NUMBER_TAKEN' });
    await t.addAttr({ key: 'resource', number: 2, subkey: 'note', value: 'mine' });
    await expect(m.allocate(t, 'b', { number: 2 })).rejects.toMatchObject({ code: 'RESOURCE_NUMBER_TAKEN' });
    await expect(m.allocate(t, 'b', { number: 1.5 })).rejects.toMatchObject({ code: 'NUMBER_INVALID' });
    const numbers = [await m.allocate(t, 'b'), await m.allocate(t, 'c')].map(({ number }) => number);
    expect(numbers).toEqual([0, 3]);
    await m.deallocate(t, 'b');
    expect(await rows(t)).toContain('t.resource|1|null|string a');
  });

  test('takes back one resource, all of its own, or nothing', async () => {
    const [m, n, t, u] = [await manager(), await manager('n'), await thing(), await thing('u')];
    await m.allocate(t, 'a');
    await m.allocate(t, 'b');
    await n.allocate(t, 'c');
    await n.allocate(t, 'd');
    const resources = async (): Promise<unknown[]> => (await m.resources(t)).map(({ value }) => value);
    expect(await resources()).toEqual(['a', 'b', 'c', 'd']);
    await m.deallocate(t, 'c');
    await m.deallocate(t, 'free');
    await m.deallocate(u, 'd');
    expect(await resources()).toEqual(['a', 'b', 'c', 'd']);
    await expect(m.deallocate(u, 'a')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_ASSIGNED',
      name: 'ResourceException',
    });
    await m.deallocate(t, 'a');
    expect(await resources()).toEqual(['b', 'c', 'd']);
    await n.deallocate(t);
    expect(await resources()).toEqual(['b']);
    expect([await m.count(), await n.count()]).toEqual([1, 0]);
    await m.deallocate(t);
    expect(await m.owners('b')).toEqual([]);
  });

  test('lists the resources of its class', async () => {
    const [m, t] = [await manager(), await thing()];
    const letters = await inventory.clusto.create(LetterManager, 'letters');
    await m.allocate(t, 'a');
    await letters.allocate(t);
    expect((await ResourceManager.resources(t)).map(({ key }) => key)).toEqual(['resource']);
    expect((await LetterManager.resources(t)).map(({ key }) => key)).toEqual(['letter']);
    const attribute = (await letters.resources(t))[0];
    expect(String(await m.getResourceManager(attribute as NonNullable<typeof attribute>))).toBe(String(letters));
  });

  test('reserves for itself', async () => {
    const [m, t] = [await manager(), await thing()];
    await m.allocate(m, 'gold');
    await expect(m.allocate(t, 'gold')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN', detail: { owner: m } });
    await m.deallocate(m, 'gold');
    await m.allocate(t, 'gold');
  });

  test('keeps further attributes of a resource, but not over its own', async () => {
    const [m, t] = [await manager(), await thing()];
    await m.allocate(t, 'gold');
    const number = await m.getResourceNumber(t, 'gold');
    await m.addResourceAttr(t, 'gold', 'colour', 'yellow');
    await m.addResourceAttr(t, 'gold', 'colour', 'white');
    expect(await m.getResourceAttrValues(t, 'gold', 'colour')).toEqual(['yellow', 'white']);
    await m.delResourceAttr(t, 'gold', 'colour', 'white');
    await m.setResourceAttr(t, 'gold', 'colour', 'red');
    expect((await m.getResourceAttrs(t, 'gold', 'colour')).map(String)).toEqual([
      `t.resource|${number}|colour|string red`,
    ]);
    await m.delResourceAttr(t, 'gold', 'colour');
    expect(await m.getResourceAttrs(t, 'gold', 'colour')).toEqual([]);
    for (const change of [
      m.setResourceAttr(t, 'gold', 'manager', t),
      m.addResourceAttr(t, 'gold', 'manager', t),
      m.delResourceAttr(t, 'gold', 'manager'),
    ])
      await expect(change).rejects.toMatchObject({ code: 'KEY_RESERVED' });
    await expect(m.setResourceAttr(t, 'lead', 'colour', 'grey')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_ASSIGNED',
    });
    await expect(m.getResourceNumber(m, 'gold')).rejects.toMatchObject({ code: 'RESOURCE_NOT_ASSIGNED' });
    await m.setResourceAttr(t, 'gold', 'colour', 'red');
    await m.deallocate(t);
    expect(await rows(t)).toEqual([]);
  });

  test('is free again when the thing, the manager or an attribute goes', async () => {
    const [m, n, t, u] = [await manager(), await manager('n'), await thing(), await thing('u')];
    await m.allocate(t, 'a');
    await t.delete();
    await m.allocate(u, 'a');
    await m.allocate(u, 'b');
    await u.delAttrs({ key: 'resource', value: 'a' });
    expect(await rows(u)).toEqual(['u.resource|2|null|string b', 'u.resource|2|manager|relation m']);
    await m.delete();
    expect(await rows(u)).toEqual([]);
    expect([await n.available('a'), await n.available('b')]).toEqual([true, true]);
    await expect(m.allocate(u, 'a')).rejects.toMatchObject({ code: 'ENTITY_GONE' });
    await expect(n.allocate(t, 'a')).rejects.toMatchObject({ code: 'ENTITY_GONE' });
  });

  test('asks its class what to choose, to add and to do afterwards', async () => {
    const [letters, t] = [await inventory.clusto.create(LetterManager, 'letters'), await thing()];
    await letters.allocate(t, 'b');
    expect((await letters.allocate(t)).value).toBe('A');
    expect((await letters.allocate(t)).value).toBe('C');
    expect(await letters.getResourceAttrValues(t, 'b', 'note')).toEqual(['t "B" 0']);
    expect(letters.told).toEqual(['t "B" 0', 'automatic "A"', 't "A" 1', 'automatic "C"', 't "C" 2']);
    await expect(letters.setResourceAttr(t, 'b', 'note', 'x')).rejects.toMatchObject({ code: 'KEY_RESERVED' });
  });

  test('shares where its class says so', async () => {
    const [hosts, t, u] = [await inventory.clusto.create(HostManager, 'hosts'), await thing(), await thing('u')];
    const host = await thing('host');
    await hosts.allocate(t, host);
    await hosts.allocate(u, host);
    expect((await hosts.owners(host)).map(({ name }) => name)).toEqual(['t', 'u']);
    expect((await hosts.resources(u)).map(({ value }) => (value as Driver).name)).toEqual(['host']);
  });

  test('refuses what it cannot do', async () => {
    const [m, t] = [await manager(), await thing()];
    await expect(m.allocate(t)).rejects.toMatchObject({ code: 'RESOURCE_NO_ALLOCATOR' });
    await expect(m.allocate('t' as unknown as Driver, 'a')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(m.deallocate(undefined as unknown as Driver)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('makes one version of each allocation, and shows who had what', async () => {
    const { clusto } = inventory;
    const [m, t, u] = [await manager(), await thing(), await thing('u')];
    const before = await clusto.version();
    await m.allocate(t, 'gold');
    await m.deallocate(t, 'gold');
    await m.allocate(u, 'gold');
    await m.deallocate(u, 'free');
    expect(await clusto.version()).toBe(before + 3);
    const then = await clusto.at(before + 1).getByName('m', ResourceManager);
    expect((await then.owners('gold')).map(({ name }) => name)).toEqual(['t']);
    expect(await then.count()).toBe(1);
    expect((await then.resources(await clusto.at(before + 1).getByName('t'))).map(({ value }) => value)).toEqual([
      'gold',
    ]);
    await expect(then.allocate(t, 'lead')).rejects.toMatchObject({ code: 'VIEW_READ_ONLY' });
    // a thing of an older view stands for the entity as it is now
    await m.allocate(await clusto.at(before + 1).getByName('t'), 'lead');
    expect(await rows(t)).toContain('t.resource|2|null|string lead');
  });
});
