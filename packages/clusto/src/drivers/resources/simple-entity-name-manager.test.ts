import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { Driver } from '../../inventory/driver.ts';
import { PenguinServer } from '../devices/penguin-server.ts';
import { SimpleEntityNameManager } from './simple-entity-name-manager.ts';

interface Names {
  basename?: string;
  digits?: number;
  next?: number;
  leadingZeros?: boolean;
}

describe.each(databases)('SimpleEntityNameManager on $name', (kind) => {
  const inventory = useInventory(kind, [SimpleEntityNameManager, PenguinServer]);
  const manager = (properties: Names, name = 'm'): Promise<SimpleEntityNameManager> =>
    inventory.clusto.create(SimpleEntityNameManager, name, properties);
  const take = async (from: SimpleEntityNameManager, count: number): Promise<string[]> => {
    const taken: string[] = [];
    for (let index = 0; index < count; index += 1) taken.push((await from.allocate(Driver)).name);
    return taken;
  };
  const create = async (...names: string[]): Promise<void> => {
    for (const name of names) await inventory.clusto.create(Driver, name);
  };

  test('creates things of a class, the first with the number 0', async () => {
    const m = await manager({ basename: 's', digits: 4 });
    const before = await inventory.clusto.version();
    const server = await m.allocate(PenguinServer);
    expect(String(server)).toBe('PenguinServer(name=s0000, type=server, driver=penguinserver)');
    expect(server).toBeInstanceOf(PenguinServer);
    expect(await take(m, 2)).toEqual(['s0001', 's0002']);
    expect(await inventory.clusto.version()).toBe(before + 3);
    expect([await m.count(), await server.attrs(), await m.owners('s0000')]).toEqual([0, [], []]);
  });

  test('uses a name that is given', async () => {
    const m = await manager({ basename: 's', digits: 4 });
    expect((await m.allocate(PenguinServer, 'db1')).name).toBe('db1');
    expect((await m.allocate(PenguinServer, '')).name).toBe('s0000');
    await expect(m.allocate(PenguinServer, 'db1')).rejects.toMatchObject({ code: 'NAME_TAKEN', name: 'NameException' });
    await expect(m.allocate(PenguinServer, 'a/b')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    expect(await take(m, 1)).toEqual(['s0001']);
  });

  test('skips names that are taken, and others that lie between them', async () => {
    await create('s00', 's01', 's01-old', 's01.lan', 's020', 's02', 's03', 's04', 's0x', 's06', 't05', 's1');
    const m = await manager({ basename: 's' });
    expect(await take(m, 3)).toEqual(['s05', 's07', 's08']);
  });

  test('skips names of several lengths', async () => {
    await create('s8', 's9', 's10', 's11', 's1', 's100', 's110', 's1000');
    const m = await manager({ basename: 's', digits: 3, next: 8, leadingZeros: false });
    expect(await take(m, 2)).toEqual(['s12', 's13']);
    await m.setProperty('next', 99);
    expect(await take(m, 3)).toEqual(['s99', 's101', 's102']);
  });

  test('comes back to names that became free when it has passed all others', async () => {
    const m = await manager({ basename: 's', digits: 1, next: 6 });
    expect(await take(m, 2)).toEqual(['s6', 's7']);
    await inventory.clusto.delete('s6');
    await inventory.clusto.rename('s7', 'other');
    expect(await take(m, 2)).toEqual(['s8', 's9']);
    expect(await take(m, 2)).toEqual(['s6', 's7']);
    await expect(m.allocate(Driver)).rejects.toMatchObject({
      code: 'NAME_MANAGER_EXHAUSTED',
      name: 'SimpleNameManagerException',
    });
    await inventory.clusto.delete('s8');
    expect(await take(m, 1)).toEqual(['s8']);
    await m.setProperty('digits', 2);
    expect(await take(m, 2)).toEqual(['s09', 's10']);
  });

  test('gives a number back with the transaction that took it', async () => {
    const { clusto } = inventory;
    const m = await manager({ basename: 's' });
    const undone = clusto.transaction(async () => {
      await m.allocate(Driver);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await take(m, 1)).toEqual(['s00']);
  });

  test('works with properties that were stored as text', async () => {
    const m = await manager({ basename: 's' });
    await m.setAttr({ key: 'digits', subkey: 'property', value: '4' });
    await m.setAttr({ key: 'next', subkey: 'property', value: '10' });
    expect(await take(m, 1)).toEqual(['s0010']);
  });

  test('refuses things, and to take names back', async () => {
    const m = await manager({ basename: 's' });
    const thing = await m.allocate(Driver);
    await expect(m.allocate(thing)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', name: 'TypeException' });
    await expect(m.allocate(class {} as unknown as typeof Driver)).rejects.toMatchObject({ code: 'DRIVER_INVALID' });
    await expect(m.deallocate()).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: `${String(m)} cannot take a name back: delete the entity instead.`,
    });
    expect(await take(m, 1)).toEqual(['s01']);
  });
});
