import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver, type EntityFilter } from './driver.ts';

const names = (things: readonly (Driver | null)[]): (string | null)[] => things.map((thing) => thing?.name ?? null);

describe.each(databases)('looking up on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);

  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      const zed = await clusto.create(Driver, 'zed');
      const box = await clusto.create(Box, 'box', { model: 'm' });
      const group = await clusto.create(Group, 'group');
      await clusto.create(Shelf, 'shelf');
      await group.insert(box);
      await zed.addAttr({ key: 'k', value: 1 });
      await zed.addAttr({ key: 'k', value: 1 });
      await box.addAttr({ key: 'k', subkey: 's', value: 'text' });
      await group.addAttr({ key: 'k', number: 0, value: { a: 1 } });
      await group.addAttr({ key: 'r', number: 1, value: box });
      await box.addAttr({ key: '_hidden', value: 'secret' });
      await box.addAttr({ key: 'ip', number: 0, subkey: 'ipstring', value: '10.0.0.1' });
      await box.addAttr({ key: 'ip', number: 1, subkey: 'ipstring', value: '2001:db8::1' });
      await box.addAttr({ key: 'port-nic-eth', number: 1, subkey: 'mac', value: '00:1b:21:3c:4d:5e' });
      await zed.addAttr({ key: 'system', subkey: 'serial', value: 'P0123456789' });
      await zed.addAttr({ key: 'system', subkey: 'serial', value: 'SN 1' });
      await group.addAttr({ key: 'serialnum', subkey: 'property', value: 'SN 1' });
      const gone = await clusto.create(Driver, 'gone');
      await gone.addAttr({ key: 'k', value: 1 });
      const past = await clusto.create(Driver, 'past');
      await past.addAttr({ key: 'once', value: 1 });
    });
    await (await clusto.getByName('gone')).delete();
    await (await clusto.getByName('past')).delAttrs({ key: 'once' });
  });

  test('getByName finds one, of the asked driver or one that extends it', async () => {
    const { clusto } = inventory;
    expect(await clusto.getByName('box')).toBeInstanceOf(Box);
    expect((await clusto.getByName('box', Box)).name).toBe('box');
    expect((await clusto.getByName('box', Driver)).name).toBe('box');
    await expect(clusto.getByName('box', Shelf)).rejects.toMatchObject({
      name: 'TypeException',
      code: 'ENTITY_WRONG_DRIVER',
    });
    for (const name of ['Box', 'bo', 'box ', 'b*', '', 'b\0x', 'gone']) {
      const attempt = clusto.getByName(name);
      await expect(attempt).rejects.toMatchObject({ name: 'LookupException', code: 'ENTITY_NOT_FOUND' });
    }
    expect(await refusal(clusto.getByName(undefined as unknown as string))).toBe('ARGUMENT_INVALID');
  });

  test('getByNames answers each name in its place, repeated ones too', async () => {
    const { clusto } = inventory;
    const asked = ['group', 'nonesuch', 'box', 'group', 'gone', 'b\0x', 'zed'];
    expect(names(await clusto.getByNames(asked))).toEqual(['group', null, 'box', 'group', null, null, 'zed']);
    expect(await clusto.getByNames([])).toEqual([]);
    expect(await refusal(clusto.getByNames('box' as never))).toBe('ARGUMENT_INVALID');
  });

  test.each<[string, EntityFilter | undefined, string[]]>([
    [
      'everything but what belongs to the database, in the order of creation',
      undefined,
      ['zed', 'box', 'group', 'shelf', 'past'],
    ],
    ['an empty filter', {}, ['zed', 'box', 'group', 'shelf', 'past']],
    ['names, in the order of creation', { names: ['shelf', 'nonesuch', 'box', 'box'] }, ['box', 'shelf']],
    ['no names', { names: [] }, []],
    ['no types', { clustoTypes: [] }, []],
    ['no drivers', { clustoDrivers: [] }, []],
    ['no attributes', { attrs: [] }, []],
    ['types', { clustoTypes: ['server', 'rack'] }, ['box', 'shelf']],
    ['a type by its class', { clustoTypes: [Group] }, ['group']],
    ['drivers', { clustoDrivers: ['group', Box] }, ['box', 'group']],
    ['a driver exactly', { clustoDrivers: [Driver] }, ['zed', 'past']],
    ['groups restrict together', { names: ['box', 'group'], clustoTypes: ['server', 'rack'] }, ['box']],
    ['names and attributes', { names: ['box'], attrs: [{ key: 'r' }] }, []],
    ['the database by its name', { names: ['clustometa'] }, ['clustometa']],
    ['a key', { attrs: [{ key: 'k' }] }, ['zed', 'box', 'group']],
    ['a value', { attrs: [{ key: 'k', value: 1 }] }, ['zed']],
    ['a value of any key', { attrs: [{ value: 'text' }] }, ['box']],
    ['a json value', { attrs: [{ value: { a: 1 } }] }, ['group']],
    ['number 0', { attrs: [{ number: 0 }] }, ['box', 'group']],
    ['any number', { attrs: [{ key: 'k', number: true }] }, ['group']],
    ['no number', { attrs: [{ key: 'k', number: null }] }, ['zed', 'box']],
    ['a subkey', { attrs: [{ key: 'k', subkey: 's' }] }, ['box']],
    ['no subkey', { attrs: [{ key: 'k', subkey: null }] }, ['zed', 'group']],
    ['one attribute of several is enough', { attrs: [{ key: 'r' }, { key: 'k', value: 1 }] }, ['zed', 'group']],
    ['one attribute must meet all of a filter', { attrs: [{ key: 'k', value: 'text', subkey: null }] }, []],
    ['hidden attributes', { attrs: [{ key: '_hidden' }] }, ['box']],
    ['hidden attributes without naming them', { attrs: [{ value: 'secret' }] }, ['box']],
    ['unless they are ignored', { attrs: [{ value: 'secret', ignoreHidden: true }] }, []],
    ['members', { attrs: [{ key: '_contains' }] }, ['group']],
    ['a key that is null', { attrs: [{ key: null }] }, []],
    ['attributes that are no more', { attrs: [{ key: 'once' }] }, []],
  ])('getEntities: %s', async (_, filter, found) => {
    expect(names(await inventory.clusto.getEntities(filter))).toEqual(found);
  });

  test('getEntities finds who points to a thing', async () => {
    const { clusto } = inventory;
    const box = await clusto.getByName('box');
    expect(names(await clusto.getEntities({ attrs: [{ key: 'r', value: box }] }))).toEqual(['group']);
    expect(names(await clusto.getEntities({ attrs: [{ key: '_contains', value: box }] }))).toEqual(['group']);
  });

  test.each<[EntityFilter, string]>([
    [{ clustoTypes: ['nonesuch'] }, 'TYPE_UNKNOWN'],
    [{ clustoDrivers: ['nonesuch'] }, 'DRIVER_UNKNOWN'],
    [{ clustoDrivers: [5 as never] }, 'ARGUMENT_INVALID'],
    [{ names: 'box' as never }, 'ARGUMENT_INVALID'],
    [{ attrs: [{ kye: 'k' } as never] }, 'FILTER_INVALID'],
    [{ attrs: [{ key: 'k', regex: true }] }, 'FILTER_INVALID'],
    [{ attrs: [{ key: 'k', mergeContainerAttrs: true }] }, 'FILTER_INVALID'],
    [{ attrs: [{ key: 'k', clustoTypes: ['server'] }] }, 'FILTER_INVALID'],
  ])('getEntities refuses %o', async (filter, code) => {
    expect(await refusal(inventory.clusto.getEntities(filter))).toBe(code);
  });

  test('getByAttr finds owners once each, hidden keys only by name', async () => {
    const { clusto } = inventory;
    expect(names(await clusto.getByAttr({ key: 'k' }))).toEqual(['zed', 'box', 'group']);
    expect(names(await clusto.getByAttr({ key: 'K|k', regex: true, value: 1 }))).toEqual(['zed']);
    expect(names(await clusto.getByAttr({ key: '_hidden' }))).toEqual(['box']);
    expect(await clusto.getByAttr({ value: 'secret' })).toEqual([]);
    expect(await clusto.getByAttr({ key: '' })).toEqual([]);
    expect(await refusal(clusto.getByAttr({ key: 'k', mergeContainerAttrs: true }))).toBe('FILTER_INVALID');
  });

  test.each([
    ['box', ['box']],
    ['clustometa', ['clustometa']],
    ['10.0.0.1', ['box']],
    ['2001:DB8:0::1', ['box']],
    ['10.0.0.2', []],
    ['00:1b:21:3c:4d:5e', ['box']],
    ['001B.213C.4D5E', ['box']],
    ['00-1B-21-3C-4D-5F', []],
    ['P0123456789', ['zed']],
    ['SN 1', ['zed', 'group']],
    ['nonesuch', []],
    ['', []],
  ])('get(%j)', async (term, found) => {
    expect(names(await inventory.clusto.get(term))).toEqual(found);
  });

  test('get prefers the name to what it could be besides', async () => {
    const { clusto } = inventory;
    await clusto.create(Driver, '10.0.0.1');
    expect(names(await clusto.get('10.0.0.1'))).toEqual(['10.0.0.1']);
    expect(names(await clusto.getByIp('10.0.0.1'))).toEqual(['box']);
    await clusto.delete('10.0.0.1');
    for (const term of [null, undefined, 5]) expect(await refusal(clusto.get(term as never))).toBe('ARGUMENT_INVALID');
  });

  test('the look-ups by one kind of thing refuse what is none', async () => {
    const { clusto } = inventory;
    expect(names(await clusto.getByMac('00-1B-21-3C-4D-5E'))).toEqual(['box']);
    expect(names(await clusto.getBySerial('SN 1'))).toEqual(['zed', 'group']);
    expect(await refusal(clusto.getByMac('box'))).toBe('MAC_INVALID');
    expect(await refusal(clusto.getByIp('box'))).toBe('IP_INVALID');
  });

  test('getOrCreate returns what there is, whatever its driver, and creates once', async () => {
    const { clusto } = inventory;
    const version = await clusto.version();
    const box = await clusto.getOrCreate('box', Shelf);
    expect(box).toBeInstanceOf(Box);
    expect(await clusto.version()).toBe(version);
    const made = await Promise.all([1, 2, 3].map(() => clusto.getOrCreate('made', Box, { height: 2 })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await clusto.version()).toBe(version + 1);
    expect(await (await clusto.getByName('made', Box)).getProperty('height')).toBe(2);
    await clusto.delete('made');
  });
});

describe.each(databases)('the adjacency map on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);

  test('has every membership, at every version', async () => {
    const { clusto } = inventory;
    const [p1, p2] = [await clusto.create(Group, 'p1'), await clusto.create(Group, 'p2')];
    const [e1, e2] = [await clusto.create(Box, 'e1'), await clusto.create(Box, 'e2')];
    const shelf = await clusto.create(Shelf, 'shelf');
    await p1.insert(e1);
    await p1.insert(p2);
    await p2.insert(e2);
    await shelf.place(e1, 1, 2);
    const pairs = async (session = clusto): Promise<string[]> =>
      (await session.adjacencyMap()).map((row) => `${row.parent_name}/${row.child_name}`);
    const all = ['p1/e1', 'p1/p2', 'p2/e2', 'shelf/e1', 'shelf/e1'];
    expect(await pairs()).toEqual(all);
    expect((await clusto.adjacencyMap())[1]).toEqual({
      parent_id: p1.id,
      parent_name: 'p1',
      parent_type: 'pool',
      child_id: p2.id,
      child_name: 'p2',
      child_type: 'pool',
    });
    const version = await clusto.version();
    await e2.delete();
    expect(await pairs()).toEqual(['p1/e1', 'p1/p2', 'shelf/e1', 'shelf/e1']);
    await p1.remove(p2);
    await p1.rename('first');
    expect(await pairs()).toEqual(['first/e1', 'shelf/e1', 'shelf/e1']);
    expect(await pairs(clusto.at(version))).toEqual(all);
    expect(await pairs(clusto.at(version + 1))).toEqual(['p1/e1', 'p1/p2', 'shelf/e1', 'shelf/e1']);
    expect(await pairs(clusto.at(2))).toEqual([]);
  });
});
