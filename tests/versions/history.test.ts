import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedClock } from '../../packages/clusto/src/base/clock.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { Box, Group, plainDrivers } from '../support/plain-drivers.ts';
import { refusal } from '../support/refusal.ts';
import { Model, type Operation } from './model.ts';

/** One operation, or several in a transaction that may fail; a part may be a transaction again. */
type Step = Operation | { readonly parts: readonly Step[]; readonly fails: boolean };

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom<Operation['kind'][]>(
    'create',
    'create',
    'delete',
    'rename',
    'changeDriver',
    'addAttr',
    'addAttr',
    'setAttr',
    'setAttr',
    'delAttrs',
    'insert',
    'insert',
    'remove',
  ),
  entity: fc.nat(20),
  other: fc.nat(20),
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  driver: fc.constantFrom<Operation['driver'][]>('entity', 'box', 'group', 'group'),
  key: fc.constantFrom('k', 'l', '_h'),
  subkey: fc.constantFrom(null, 's'),
  number: fc.constantFrom<Operation['number'][]>(null, true, 0),
  value: fc.constantFrom<Operation['value'][]>(1, 2, '1', true, 'the other', 'the other'),
});
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: operation },
    { weight: 1, arbitrary: fc.record({ parts: fc.array(tie('step'), { maxLength: 6 }), fails: fc.boolean() }) },
  ),
}));

class Undone extends Error {}

/** Does a step in both, and holds what they say against each other. @returns whether something was written. */
async function take(clusto: Session, model: Model, one: Step): Promise<boolean> {
  if ('parts' in one) return transact(clusto, model, one);
  const before = model.entities.map(({ name }) => name);
  const entityName = model.at(one.entity)?.name;
  const otherName = model.at(one.other)?.name;
  const expected = model.apply(one);
  if (entityName === undefined && one.kind !== 'create') return false;
  const work = run(clusto, one, entityName ?? '', otherName ?? '');
  const outcome = typeof expected === 'string' ? await refusal(work) : await work.then(() => expected);
  expect([one, before, outcome]).toEqual([one, before, expected]);
  return expected === true;
}

async function transact(clusto: Session, model: Model, { parts, fails }: Exclude<Step, Operation>): Promise<boolean> {
  const backup = model.copy();
  let isWritten = false;
  const attempt = clusto.transaction(async () => {
    for (const part of parts) isWritten = (await take(clusto, model, part)) || isWritten;
    if (fails) throw new Undone();
  });
  if (!fails) {
    await attempt;
    return isWritten;
  }
  await expect(attempt).rejects.toBeInstanceOf(Undone);
  model.restore(backup);
  return false;
}

async function run(clusto: Session, one: Operation, name: string, otherName: string): Promise<unknown> {
  const { kind, key, subkey, number, value } = one;
  const drivers = { entity: Driver, box: Box, group: Group };
  // without what a driver stores by itself
  if (kind === 'create') return clusto.create(drivers[one.driver], one.name, one.driver === 'box' ? bare : {});
  if (kind === 'rename') return clusto.rename(name, one.name);
  if (kind === 'changeDriver') return clusto.changeDriver(name, one.driver);
  if (kind === 'delete') return clusto.delete(name);
  const thing = await clusto.getByName(name);
  const other = await clusto.getByName(otherName);
  if (kind === 'insert') return thing.insert(other);
  if (kind === 'remove') return thing.remove(other);
  if (kind === 'delAttrs') return thing.delAttrs({ key, subkey });
  return thing[kind]({ key, subkey, number, value: value === 'the other' ? other : value });
}

const bare = { vendor: null, height: null, spare: null } as unknown as { vendor: string };

/** Everything that can be read of an inventory, in the form of the model's. */
async function picture(clusto: Session): Promise<unknown> {
  const pictures = [];
  for (const thing of await clusto.getEntities()) {
    const attributes = await thing.attrs({ ignoreHidden: false, sortByKeys: false });
    const show = (value: unknown): unknown => (value instanceof Driver ? `-> ${value.name}` : value);
    pictures.push({
      name: thing.name,
      driver: thing.driver,
      attributes: attributes
        .filter(({ key }) => key !== '_contains')
        .map(({ keyTuple, value }) => [...keyTuple, show(value)]),
      places: (await thing.contentAttrs()).map(({ number, value }) => [number, (value as Driver).name]),
      below: (await thing.contents({ searchChildren: true })).map(({ name }) => name),
      parents: (await thing.parents()).map(({ name }) => name),
      references: (await thing.references({ sortByKeys: false, ignoreHidden: false }))
        .filter(({ key }) => key !== '_contains')
        .map(({ entity, key }) => `${entity.name}.${key}`),
    });
    expect((await clusto.getByName(thing.name)).id).toBe(thing.id);
  }
  return pictures;
}

describe.each(databases)('history on $name', (kind) => {
  test('every version reads for ever as it was when it was written', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), async (steps) => {
      await using database = await kind.create();
      const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
      const common = { actor: 'a', source: 's', clock, durability: 'off' } as const;
      await using clusto = new Session(await openParts({ dsn: database.dsn, drivers: plainDrivers, ...common }));
      const model = new Model();
      const pictures = new Map<number, unknown>([[await clusto.version(), model.picture()]]);
      const times = new Map<number, number>();
      for (const one of steps) {
        clock.advance(1000);
        const isWritten = await take(clusto, model, one);
        const version = await clusto.version();
        expect(version).toBe(1 + pictures.size + Number(isWritten));
        pictures.set(version, model.picture());
        if (isWritten) times.set(version, clock.now().getTime());
      }
      expect(await picture(clusto)).toEqual(model.picture());
      for (const [version, expected] of pictures) expect(await picture(clusto.at(version))).toEqual(expected);
      for (const [version, time] of times) {
        expect(await clusto.at(new Date(time)).version()).toBe(version);
        expect(await clusto.at(new Date(time - 1)).version()).toBe(version - 1);
      }
    });
    await fc.assert(property, { numRuns: kind.name === 'sqlite' ? 60 : 12, endOnFailure: true });
  });
});
