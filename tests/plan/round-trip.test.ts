import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { BasicDatacenter } from '../../packages/clusto/src/drivers/locations/basic-datacenter.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { ResourceManager } from '../../packages/clusto/src/drivers/resources/resource-manager.ts';
import { SimpleNameManager } from '../../packages/clusto/src/drivers/resources/simple-name-manager.ts';
import { SimpleNumManager } from '../../packages/clusto/src/drivers/resources/simple-num-manager.ts';
import { type Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { applyFiles } from '../../packages/clusto/src/operations/plan/apply-files.ts';
import { exportInventory } from '../../packages/clusto/src/operations/plan/export-inventory.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.constantFrom(
    'yes',
    'null',
    '1e3',
    '0x10',
    '~',
    '- a',
    '# b',
    ' c ',
    'd: e',
    '2026-01-01',
    'a\nb\n',
    '\u2028',
    '\u0085',
  ),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  // a key that is refused wherever it is
  fc.jsonValue().filter((json) => typeof json === 'object' && !JSON.stringify(json).includes('__proto__')),
);

const plain = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const name = fc.oneof(
  plain.filter((text) => !/[\p{Cc}/]/u.test(text) && text.isWellFormed()),
  fc.constantFrom('__proto__', 'constructor', 'no', '- x', '1'),
);
const index = fc.nat(11);
const kinds = [BasicServer, BasicServer, Pool, Pool, BasicRack, BasicDatacenter] as const;

const action = fc.oneof(
  fc.record({
    do: fc.constant('attribute' as const),
    one: index,
    key: fc.constantFrom('a', 'b_c', '__proto__', '_hidden'),
    subkey: fc.constantFrom(null, 'x', 'property'),
    number: fc.constantFrom(null, true as const, -5),
    value,
  }),
  fc.record({ do: fc.constant('relation' as const), one: index, other: index }),
  fc.record({ do: fc.constant('insert' as const), one: index, other: index, unit: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    do: fc.constant('cable' as const),
    one: index,
    port: fc.integer({ min: 1, max: 2 }),
    other: index,
    otherPort: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    do: fc.constant('allocate' as const),
    one: index,
    manager: fc.constantFrom('net', 'net6', 'names', 'numbers'),
  }),
  fc.record({ do: fc.constant('unset' as const), one: index }),
);

type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

async function perform(clusto: Clusto, things: readonly Driver[], step: Action): Promise<unknown> {
  const one = things[step.one % things.length] as Driver;
  const other = 'other' in step ? (things[step.other % things.length] as Driver) : one;
  switch (step.do) {
    case 'attribute':
      return one.addAttr({ key: step.key, subkey: step.subkey, number: step.number, value: step.value as string });
    case 'relation':
      return one.addAttr({ key: 'peer', value: other });
    case 'insert':
      return other instanceof BasicRack ? other.insert(one, [step.unit, step.unit + 1]) : other.insert(one);
    case 'cable':
      return one instanceof BasicServer ? one.connectPorts('nic-eth', step.port, other, step.otherPort) : undefined;
    case 'allocate':
      return (await clusto.getByName(step.manager, ResourceManager)).allocate(one);
    default:
      return one.delAttrs({ key: 'maxu' });
  }
}

/** An inventory that came about at random; what the rules refuse does not happen. */
async function fill(clusto: Clusto, names: readonly string[], steps: readonly Action[]): Promise<void> {
  await clusto.transaction(async () => {
    const managers = [
      await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '28' }),
      await clusto.create(IPManager, 'net6', { baseip: '2001:db8::', netmask: '64' }),
      await clusto.create(SimpleNameManager, 'names', { basename: 'n', digits: 3 }),
      await clusto.create(SimpleNumManager, 'numbers', { next: 7 }),
    ];
    const things: Driver[] = [];
    for (const [place, own] of names.entries())
      things.push(await clusto.create(kinds[place % kinds.length] as typeof Pool, own));
    for (const step of steps) await perform(clusto, [...things, ...managers], step).catch(() => undefined);
  });
}

const whole = async (pieces: AsyncIterable<string>): Promise<string> => (await Array.fromAsync(pieces)).join('');

describe.each(databases)('an export on $name', (kind) => {
  const source = useClusto(kind);
  const target = useClusto(kind);

  test('applied to an empty inventory gives the same export', { timeout: 60_000 }, async () => {
    let round = 0;
    const inventories = fc.record({
      names: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
      steps: fc.array(action, { maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(
        inventories,
        fc.constantFrom('yaml' as const, 'json' as const),
        async ({ names, steps }, format) => {
          round += 1;
          const clear = async (clusto: Clusto): Promise<void> =>
            clusto.transaction(async () => {
              for (const thing of await clusto.getEntities()) await clusto.delete(thing);
            });
          await clear(source.clusto);
          await clear(target.clusto);
          await fill(source.clusto, names, steps);
          const text = await whole(exportInventory(source.clusto, { format }));
          const files = [{ name: 'export', text }];
          await applyFiles(target.clusto, { files, set: `round ${round}` });
          expect(await whole(exportInventory(target.clusto, { format }))).toBe(text);
          const version = await target.clusto.version();
          expect(await applyFiles(target.clusto, { files, set: `round ${round}` })).toMatchObject({
            version,
            changes: [],
            stays: [],
          });
          expect(await applyFiles(source.clusto, { files, dryRun: true })).toMatchObject({
            created: 0,
            changed: 0,
            deleted: 0,
          });
          expect(await orders(target.clusto)).toEqual(await orders(source.clusto));
        },
      ),
      { numRuns: kind.name === 'sqlite' ? 30 : 5 },
    );
  });
});

/** What is in what, in the order of insertion, from both sides. */
async function orders(clusto: Clusto): Promise<unknown> {
  const things = await clusto.getEntities();
  const names = (found: readonly Driver[]): string[] => found.map((thing) => thing.name);
  const all = await Promise.all(
    things.map(async (thing) => [thing.name, names(await thing.contents()), names(await thing.parents())] as const),
  );
  return all.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
