import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers, Shelf } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver, type DriverClass } from './driver.ts';

describe.each(databases)('containment on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;

  beforeEach(() => {
    count += 1;
  });

  const make = <Thing extends Driver>(driver: DriverClass<Thing>, name: string): Promise<Thing> =>
    inventory.clusto.create(driver, `${name}${count}`);
  const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name.replace(String(count), ''));
  const versions = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await inventory.clusto.version();
    await work();
    return (await inventory.clusto.version()) - before;
  };

  test('a member is one hidden numbered attribute of its container, and one version', async () => {
    const outer = await make(Driver, 'outer');
    const inner = await make(Driver, 'inner');
    expect(await versions(() => outer.insert(inner))).toBe(1);
    expect(await outer.attrs()).toEqual([]);
    const [place, ...more] = await outer.attrs({ ignoreHidden: false });
    expect([place?.keyTuple, place?.value, place?.datatype, more]).toEqual([
      ['_contains', 0, null],
      inner,
      'relation',
      [],
    ]);
    expect(await outer.contents()).toEqual([inner]);
    expect(await outer.has(inner)).toBe(true);
    expect(await inner.has(outer)).toBe(false);
    expect(await inner.parents()).toEqual([outer]);
  });

  test('members are numbered and listed in the order of insertion; numbers are not given back', async () => {
    const outer = await make(Driver, 'outer');
    const members: Driver[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) members.unshift(await make(Driver, name));
    for (const member of members) await outer.insert(member);
    expect((await outer.contentAttrs()).map(({ number }) => number)).toEqual([0, 1, 2, 3, 4]);
    expect(names(await outer.contents())).toEqual(['e', 'd', 'c', 'b', 'a']);
    const [first] = members as [Driver];
    expect(await versions(() => outer.remove(first))).toBe(1);
    await outer.insert(first);
    expect((await outer.contentAttrs()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(names(await outer.contents())).toEqual(['d', 'c', 'b', 'a', 'e']);
    expect(names(await outer.contents({ number: 2 }))).toEqual(['c']);
  });

  test('removing what is not there is nothing', async () => {
    const outer = await make(Group, 'outer');
    const inner = await make(Driver, 'inner');
    expect(await versions(() => outer.remove(inner))).toBe(0);
    await outer.insert(inner);
    await outer.remove(inner);
    expect(await outer.attrs({ ignoreHidden: false })).toEqual([]);
    expect(await inner.parents()).toEqual([]);
    for (const method of ['insert', 'remove'] as const)
      expect(await refusal(outer[method]('inner' as unknown as Driver))).toBe('ARGUMENT_INVALID');
  });

  test('a plain thing takes what is nowhere else', async () => {
    const [one, two, inner] = [await make(Driver, 'one'), await make(Driver, 'two'), await make(Driver, 'inner')];
    const group = await make(Group, 'group');
    await one.insert(inner);
    await expect(two.insert(inner)).rejects.toMatchObject({ name: 'TypeException', code: 'PARENT_EXISTS' });
    expect(await refusal(one.insert(inner))).toBe('PARENT_EXISTS');
    await group.insert(inner);
    // the unique index stands behind rules that forget
    expect(await refusal(group.insert(inner))).toBe('PARENT_EXISTS');
    expect(await inner.parents()).toEqual([one, group]);
  });

  test('nothing contains itself, at whatever depth', async () => {
    const [a, b, c] = [await make(Group, 'a'), await make(Group, 'b'), await make(Group, 'c')];
    expect(await refusal(a.insert(a))).toBe('CONTAINER_CYCLE');
    await a.insert(b);
    await b.insert(c);
    const before = await inventory.clusto.version();
    expect(await refusal(b.insert(a))).toBe('CONTAINER_CYCLE');
    expect(await refusal(c.insert(a))).toBe('CONTAINER_CYCLE');
    expect(await inventory.clusto.version()).toBe(before);
    expect((await c.attrs({ key: '_contains' })).length).toBe(0);
    await b.remove(c);
    await c.insert(a);
    expect(names(await c.contents({ searchChildren: true }))).toEqual(['a', 'b']);
  });

  test('searches go down and up through everything, each thing once, nearest first', async () => {
    const [top, left, right, shelf] = [
      await make(Group, 'top'),
      await make(Group, 'left'),
      await make(Group, 'right'),
      await make(Shelf, 'shelf'),
    ];
    const [box, other] = [await make(Box, 'box'), await make(Box, 'other')];
    // box is below top four times, and right below it twice
    await left.insert(right);
    await left.insert(box);
    await shelf.place(box, 4, 5);
    await shelf.place(other, 6);
    await right.insert(box);
    await top.insert(shelf);
    await top.insert(right);
    await top.insert(left);
    const below = { searchChildren: true };
    expect(names(await top.contents())).toEqual(['shelf', 'right', 'left']);
    expect(names(await top.contents(below))).toEqual(['shelf', 'right', 'left', 'box', 'other']);
    expect(names(await top.contents({ ...below, clustoTypes: ['server'] }))).toEqual(['box', 'other']);
    expect(names(await top.contents({ ...below, clustoDrivers: [Group] }))).toEqual(['right', 'left']);
    expect(names(await top.contents({ ...below, subkey: 'ru' }))).toEqual(['box', 'other']);
    expect(names(await top.contents({ ...below, clustoTypes: ['server'], subkey: 'ru', number: 6 }))).toEqual([
      'other',
    ]);
    expect(names(await top.contents({ ...below, key: null }))).toEqual(['shelf', 'right', 'left', 'box', 'other']);
    expect(names(await shelf.contents({ number: 5 }))).toEqual(['box']);
    expect(names(await shelf.contents())).toEqual(['box', 'other']);

    const above = { searchParents: true };
    expect(names(await box.parents())).toEqual(['left', 'shelf', 'right']);
    expect(names(await box.parents(above))).toEqual(['left', 'shelf', 'right', 'top']);
    expect(names(await box.parents({ ...above, clustoTypes: ['rack'] }))).toEqual(['shelf']);
    expect(names(await box.parents({ clustoDrivers: ['group'] }))).toEqual(['left', 'right']);
    expect(names(await box.parents({ clustoTypes: [shelf] }))).toEqual(['shelf']);
    expect(names(await other.parents({ ...above, clustoTypes: ['pool'] }))).toEqual(['top']);
    expect(await refusal(box.parents({ ...above, clustoTypes: ['nonesuch'] }))).toBe('TYPE_UNKNOWN');
    expect(await refusal(top.contents({ ...below, clustoTypes: ['nonesuch'] }))).toBe('TYPE_UNKNOWN');
  });

  test('things at one depth come in the order of the membership that brings them there', async () => {
    const [top, mid, near, far] = [
      await make(Group, 'top'),
      await make(Group, 'mid'),
      await make(Box, 'near'),
      await make(Box, 'far'),
    ];
    await mid.insert(near); // older than what makes it a direct member
    await top.insert(mid);
    await top.insert(far);
    await top.insert(near);
    expect(names(await top.contents({ searchChildren: true }))).toEqual(['mid', 'far', 'near']);
  });

  test('a place that is taken is refused with what is in it, and a thing goes in whole or not at all', async () => {
    const [shelf, box, other] = [await make(Shelf, 'shelf'), await make(Box, 'box'), await make(Box, 'other')];
    expect(await versions(() => shelf.place(box, 1, 2, 3))).toBe(1);
    await expect(shelf.place(other, 4, 3)).rejects.toMatchObject({
      code: 'RACK_UNIT_TAKEN',
      detail: { unit: 3, rack: shelf, thing: box },
    });
    expect(await other.parents()).toEqual([]);
    expect((await shelf.contentAttrs()).map(({ keyTuple }) => keyTuple)).toEqual(
      [1, 2, 3].map((unit) => ['_contains', unit, 'ru']),
    );
    expect(await versions(() => shelf.remove(box))).toBe(1);
    expect(await shelf.contentAttrs()).toEqual([]);
  });

  test('a member from an older view is judged by where it is now', async () => {
    const [one, two, inner] = [await make(Driver, 'one'), await make(Driver, 'two'), await make(Driver, 'inner')];
    const before = await inventory.clusto.at(await inventory.clusto.version()).getByName(inner.name);
    await one.insert(inner);
    expect(await refusal(two.insert(before))).toBe('PARENT_EXISTS');
    await one.remove(inner);
    await two.insert(before);
    expect(await inner.parents()).toEqual([two]);
  });

  test('siblings are in all of the same pools', async () => {
    const [p1, p2, p3, shelf] = [
      await make(Group, 'p1'),
      await make(Group, 'p2'),
      await make(Group, 'p3'),
      await make(Shelf, 'shelf'),
    ];
    const [a, b, c, d] = [await make(Box, 'a'), await make(Box, 'b'), await make(Driver, 'c'), await make(Box, 'd')];
    expect(await a.siblings()).toEqual([]);
    for (const thing of [a, b, c]) await p1.insert(thing);
    for (const thing of [a, c, b]) await p2.insert(thing);
    for (const thing of [a, b, d]) await p3.insert(thing);
    await shelf.place(a, 1);
    await shelf.place(d, 2);
    expect(names(await a.siblings())).toEqual(['b']);
    expect(names(await d.siblings())).toEqual(['a', 'b']);
    expect(names(await c.siblings())).toEqual(['a', 'b']);
    const parentFilter = (parent: Driver): boolean => !parent.equals(p3);
    expect(names(await a.siblings({ parentFilter }))).toEqual(['b', 'c']);
    expect(names(await a.siblings({ parentFilter, clustoTypes: ['generic'] }))).toEqual(['c']);
    expect(names(await c.siblings({ additionalPools: [p3] }))).toEqual(['a', 'b']);
    expect(names(await d.siblings({ additionalPools: [p1.name] }))).toEqual(['a', 'b']);
    expect(names(await a.siblings({ parentKwargs: { clustoTypes: ['rack'] } }))).toEqual(['d']);
    expect(await a.siblings({ parentFilter: () => false })).toEqual([]);
    expect(await refusal(a.siblings({ additionalPools: ['nonesuch'] }))).toBe('ENTITY_NOT_FOUND');
  });
});
