import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedClock } from '../../packages/clusto/src/base/clock.ts';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { BasicNetworkSwitch } from '../../packages/clusto/src/drivers/devices/basic-network-switch.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Ported } from '../../packages/clusto/src/drivers/devices/ported.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases } from '../support/databases.ts';
import { runSql } from '../support/run-sql.ts';

const kinds = [
  'create',
  'delete',
  'rename',
  'driver',
  'set',
  'add',
  'del',
  'point',
  'insert',
  'remove',
  'rack',
] as const;
const more = ['connect', 'disconnect', 'allocate', 'allocate', 'release', 'resource', 'undo'] as const;

interface Operation {
  readonly kind: (typeof kinds)[number] | (typeof more)[number];
  readonly one: number;
  readonly other: number;
  readonly name: string;
  readonly value: number;
}

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...kinds, ...more),
  one: fc.nat(30),
  other: fc.nat(30),
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  value: fc.nat(2),
});
const classes = [BasicServer, BasicServer, Pool, BasicRack, BasicNetworkSwitch, IPManager];

/** Does something at random; what is refused is fine. */
async function act(clusto: Clusto, { kind, one, other, name, value }: Operation): Promise<void> {
  const things = (await clusto.getEntities()).sort((a, b) => a.id - b.id);
  const thing = things[one % things.length];
  const second = things[other % things.length];
  if (kind === 'create' || thing === undefined || second === undefined) {
    const driver = classes[other % classes.length] as (typeof classes)[number];
    const network = { baseip: `10.0.${other}.0`, netmask: '24' };
    await (driver === IPManager ? clusto.create(IPManager, name, network) : clusto.create(driver as typeof Pool, name));
    return;
  }
  const manager = things.find((candidate): candidate is IPManager => candidate instanceof IPManager);
  const rack = things.find((candidate): candidate is BasicRack => candidate instanceof BasicRack);
  if (kind === 'delete') await thing.delete();
  else if (kind === 'rename') await thing.rename(name);
  else if (kind === 'driver' && thing instanceof BasicServer)
    await clusto.changeDriver(thing, thing.driver === 'basicserver' ? 'penguinserver' : 'basicserver');
  else if (kind === 'set') await thing.setAttr({ key: 'k', value });
  else if (kind === 'add') await thing.addAttr({ key: 'l', number: true, value });
  else if (kind === 'del') await thing.delAttrs({ key: value === 0 ? 'k' : 'l' });
  else if (kind === 'point') await thing.setAttr({ key: 'p', value: second });
  else if (kind === 'insert')
    await (thing instanceof BasicRack ? thing.insert(second, 1 + value) : thing.insert(second));
  else if (kind === 'remove') for (const parent of await thing.parents()) await parent.remove(thing);
  else if (kind === 'rack') await rack?.insert(thing, 1 + value);
  else if (kind === 'connect' && thing instanceof Ported) await thing.connectPorts('nic-eth', 1, second, 1 + value);
  else if (kind === 'disconnect' && thing instanceof Ported) await thing.disconnectPort('nic-eth', 1);
  else if (kind === 'allocate') await manager?.allocate(thing);
  else if (kind === 'release') await manager?.deallocate(thing);
  else if (kind === 'resource') {
    const [ip] = await IPManager.resources(thing);
    if (ip !== undefined) await manager?.addResourceAttr(thing, ip.value, 'note', value);
  } else if (kind === 'undo') await clusto.undo({ versions: [Math.max(3, (await clusto.version()) - value)] });
}

async function actUnlessRefused(clusto: Clusto, one: Operation): Promise<void> {
  try {
    await act(clusto, one);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    expect(['StoreException', 'UsageException']).not.toContain(error.name);
  }
}

/** Everything that can be seen, whatever the order in which it was written. */
async function dump(clusto: Clusto): Promise<Map<number, unknown>> {
  const seen = new Map<number, unknown>();
  const show = (value: unknown): unknown => (value instanceof Driver ? { entity: value.id } : value);
  for (const thing of await clusto.getEntities()) {
    const attributes = await thing.attrs({ ignoreHidden: false });
    const allocations = await clusto.reader.allocations({ entity: thing.id });
    const texts = [
      ...attributes
        .filter(({ key }) => key !== '_contains')
        .map((one) => JSON.stringify([...one.keyTuple, one.isManaged, one.datatype, show(one.value)])),
      ...(await thing.contentAttrs()).map(({ number, subkey, value }) =>
        JSON.stringify(['in', subkey === null ? null : number, show(value)]),
      ),
      ...allocations.map(({ manager, resource, key, number }) =>
        JSON.stringify(['has', manager, resource.toString('hex'), key, number]),
      ),
    ];
    seen.set(thing.id, { name: thing.name, type: thing.type, driver: thing.driver, texts: texts.sort() });
  }
  return seen;
}

/** Whether the mirror of the live allocations is what they say. */
async function checkTaken(dsn: string): Promise<void> {
  const hex = dsn.startsWith('sqlite')
    ? (column: string) => `hex(${column})`
    : (column: string) => `upper(encode(${column}, 'hex'))`;
  const positions = (await runSql(
    dsn,
    `select distinct sequence, ${hex('position')} as at from allocations where to_version = 9007199254740991 and position is not null`,
  )) as { sequence: string; at: string }[];
  const runs = (await runSql(dsn, `select sequence, ${hex('low')} as low, ${hex('high')} as high from taken_runs`)) as {
    sequence: string;
    low: string;
    high: string;
  }[];
  const taken = runs.flatMap(({ sequence, low, high }) => {
    const [first, last] = [BigInt(`0x${low}`), BigInt(`0x${high}`)];
    return Array.from({ length: Number(last - first) + 1 }, (_, index) => `${sequence}/${first + BigInt(index)}`);
  });
  expect(taken.sort()).toEqual(positions.map(({ sequence, at }) => `${sequence}/${BigInt(`0x${at}`)}`).sort());
}

describe.each(databases)('undo on $name', (kind) => {
  const runs = { numRuns: kind.name === 'sqlite' ? 40 : 6, endOnFailure: true };
  const play = (
    check: (clusto: Clusto, dsn: string, pick: number) => Promise<void>,
  ): ReturnType<typeof fc.asyncProperty<[Operation[], number]>> =>
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40 }), fc.nat(1000), async (operations, pick) => {
      await using database = await kind.create();
      const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
      const common = { actor: 'a', source: 's', clock, durability: 'off', drivers: builtInDrivers } as const;
      await using clusto = new Clusto(await openParts({ dsn: database.dsn, ...common }));
      for (const one of operations) await actUnlessRefused(clusto, one);
      await check(clusto, database.dsn, pick);
    });

  test('of the last versions gives what was there before them, and can be undone', { timeout: 240_000 }, async () => {
    const property = play(async (clusto, dsn, pick) => {
      const latest = await clusto.version();
      const since = 3 + (pick % Math.max(1, latest - 2));
      if (since > latest) return;
      const after = await dump(clusto);
      const expected = await dump(clusto.at(since - 1));
      const done = await clusto.undo({ since });
      expect(await dump(clusto)).toEqual(expected);
      await checkTaken(dsn);
      if (done.version === latest) return;
      expect((await clusto.show(done.version as number)).message).toMatch(/^undo of /);
      expect(await dump(clusto.at(latest))).toEqual(after);
      await clusto.undo({ versions: [done.version as number] });
      expect(await dump(clusto)).toEqual(after);
      await checkTaken(dsn);
      expect((await clusto.diff(latest)).changes).toEqual([]);
    });
    await fc.assert(property, runs);
  });

  test('of a version in the middle takes away its changes alone, or is refused', { timeout: 240_000 }, async () => {
    const property = play(async (clusto, dsn, pick) => {
      const latest = await clusto.version();
      const version = 3 + (pick % Math.max(1, latest - 2));
      if (version > latest) return;
      const before = await dump(clusto);
      const [then, there] = [await dump(clusto.at(version - 1)), await dump(clusto.at(version))];
      const touched = [...new Set([...then.keys(), ...there.keys()])].filter(
        (id) => JSON.stringify(then.get(id)) !== JSON.stringify(there.get(id)),
      );
      const plan = await clusto.undo({ versions: [version], dryRun: true });
      expect(await clusto.version()).toBe(latest);
      if (plan.conflicts.length > 0) {
        for (const conflict of plan.conflicts) {
          expect(conflict.version).toBeGreaterThan(version);
          expect(conflict.version).toBeLessThanOrEqual(latest);
        }
        await expect(clusto.undo({ versions: [version] })).rejects.toMatchObject({ code: 'UNDO_REFUSED' });
        expect(await dump(clusto)).toEqual(before);
        return;
      }
      const done = await clusto.undo({ versions: [version] });
      expect(done.changes).toEqual(plan.changes);
      const undone = await dump(clusto);
      for (const [id, seen] of before) if (!touched.includes(id)) expect(undone.get(id)).toEqual(seen);
      for (const id of touched) {
        const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
        if (same(before.get(id), there.get(id))) expect(undone.get(id)).toEqual(then.get(id));
      }
      await checkTaken(dsn);
    });
    await fc.assert(property, runs);
  });
});
