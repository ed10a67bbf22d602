import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import type { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { entitiesOfChange } from '../../packages/clusto/src/operations/history/change.ts';
import { databases } from '../support/databases.ts';
import { Follower, pictureAt } from './model.ts';

interface Step {
  readonly kind: keyof typeof acts;
  readonly one: number;
  readonly other: number;
  readonly name: string;
  readonly key: string;
  readonly value: string | number | boolean | 'the other';
}

/** Things by number; what a step is refused is nothing to the feed. */
const acts = {
  createServer: (clusto: Clusto, { name }: Step) => clusto.create(BasicServer, name),
  createPool: (clusto: Clusto, { name }: Step) => clusto.create(Pool, name),
  rename: (_: Clusto, { name }: Step, one: Driver) => one.rename(name),
  changeDriver: (clusto: Clusto, _: Step, one: Driver) =>
    clusto.changeDriver(one, one.driver === 'pool' ? BasicServer : Pool),
  set: (_: Clusto, { key, value }: Step, one: Driver, other: Driver) =>
    one.setAttr({ key, value: value === 'the other' ? other : value }),
  add: (_: Clusto, { key, value }: Step, one: Driver, other: Driver) =>
    one.addAttr({ key, subkey: 's', value: value === 'the other' ? other : value }),
  unset: (_: Clusto, { key }: Step, one: Driver) => one.delAttrs({ key }),
  insert: (_: Clusto, _step: Step, one: Driver, other: Driver) => one.insert(other),
  remove: (_: Clusto, _step: Step, one: Driver, other: Driver) => one.remove(other),
  delete: (clusto: Clusto, _: Step, one: Driver) => clusto.delete(one),
  allocate: async (clusto: Clusto, _: Step, one: Driver) => (await clusto.getByName('net', IPManager)).allocate(one),
  deallocate: async (clusto: Clusto, _: Step, one: Driver) =>
    (await clusto.getByName('net', IPManager)).deallocate(one),
  connect: (_: Clusto, _step: Step, one: Driver, other: Driver) =>
    one instanceof BasicServer && other instanceof BasicServer
      ? one.connectPorts('nic-eth', 1, other, 2)
      : Promise.resolve(),
} satisfies Record<string, (clusto: Clusto, step: Step, one: Driver, other: Driver) => Promise<unknown>>;

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(Object.keys(acts) as Step['kind'][]),
    'insert',
    'insert',
    'insert',
    'set',
    'set',
    'rename',
    'rename',
  ),
  one: fc.nat(30),
  other: fc.nat(30),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  key: fc.constantFrom('k', 'k', 'pooltype'),
  value: fc.constantFrom<Step['value'][]>('role', 1, 'the other', 'the other', 'the other'),
});
/** Each list is one version, if it writes anything. */
const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 30 });

async function take(clusto: Clusto, one: Step): Promise<void> {
  const things = (await clusto.getEntities()).filter(({ driver }) => driver !== 'ipmanager');
  const [thing, other] = [one.one, one.other].map((index) => things[index % things.length]);
  if ((thing === undefined || other === undefined) && !one.kind.startsWith('create')) return;
  try {
    await acts[one.kind](clusto, one, thing as Driver, other as Driver);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
  }
}

const queries: readonly string[] = [
  'type = server',
  'name startswith a or name startswith b',
  'pool = a',
  'not pool = b and type = server',
  'role = c or role = d',
  'attr k = a',
  'attr k = b and not attr pooltype exists',
  'attr k.s = a or attr ip.ipstring in_cidr 10.0.0.0/30',
];

async function all<Entry>(feed: AsyncIterable<Entry>): Promise<Entry[]> {
  return Array.fromAsync(feed);
}

/** Three questions, of the entities alone or of what they are in too. */
const asked = fc.array(fc.record({ query: fc.constantFrom(...queries), merge: fc.boolean() }), {
  minLength: 3,
  maxLength: 3,
});

const ids = (entities: readonly { readonly id: number }[]): number[] => entities.map(({ id }) => id);

describe.each(databases)('random histories on $name', (kind) => {
  test('are told whole: in changes, from any version on, and through a query', { timeout: 120_000 }, async () => {
    await using database = await kind.create();
    const property = fc.asyncProperty(steps, fc.nat(), asked, async (versions, from, questions) => {
      await database.clear();
      const common = { actor: 'a', source: 's', durability: 'off', drivers: builtInDrivers } as const;
      await using clusto = new Clusto(await openParts({ dsn: database.dsn, ...common }));
      await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
      for (const name of ['a', 'b', 'c']) await clusto.create(Pool, name);
      for (const name of ['s', 't']) await clusto.create(BasicServer, name);
      for (const version of versions)
        await clusto.transaction(async () => {
          for (const one of version) await take(clusto, one);
        });
      const last = await clusto.version();
      const numbers = Array.from({ length: last }, (_, index) => index + 1);
      const whole = await all(clusto.at(last).changes({ since: 0 }));
      expect(whole.map(({ number }) => number)).toEqual(numbers);

      const follower = new Follower();
      for (const { number, changes } of whole) {
        for (const change of changes.toSorted((one, other) => order(one.kind) - order(other.kind)))
          follower.apply(change);
        expect(follower.picture(), `version ${number}`).toEqual(await pictureAt(clusto, number));
      }

      const since = from % (last + 1);
      expect(await all(clusto.at(last).changes({ since }))).toEqual(whole.slice(since));

      for (const { query, merge } of questions) {
        const found: number[][] = [[]];
        for (const number of numbers)
          found.push(ids(await clusto.at(number).query(query, { merge })).sort((a, b) => a - b));
        const expected = whole.flatMap(({ number, changes }) => {
          const [before, after] = [found[number - 1] ?? [], found[number] ?? []];
          const named = new Set(ids(changes.flatMap(entitiesOfChange)));
          const entered = after.filter((id) => !before.includes(id));
          const changed = after.filter((id) => before.includes(id) && named.has(id));
          const left = before.filter((id) => !after.includes(id));
          return entered.length + changed.length + left.length === 0 ? [] : [{ number, entered, changed, left }];
        });
        const told = await all(clusto.at(last).changes({ since: 0, query, merge }));
        expect(
          told.map(({ number, entered, changed, left }) => ({
            number,
            entered: ids(entered),
            changed: ids(changed),
            left: ids(left),
          })),
          `${query}, merge ${merge}`,
        ).toEqual(expected);
      }
    });
    await fc.assert(property, { numRuns: kind.name === 'sqlite' ? 30 : 4, endOnFailure: true });
  });
});

/** What goes goes before what comes in its place. */
const order = (kind: string): number => (['removed', 'out', 'disconnected', 'released'].includes(kind) ? 0 : 1);
