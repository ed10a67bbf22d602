import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fixedClock } from '../../packages/clusto/src/base/clock.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { BasicDatacenter, BasicRack, BasicServer, IPManager, Pool } from '../../packages/clusto/src/drivers.ts';
import type { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { type FilteredVersion } from '../../packages/clusto/src/operations/feed/filtered-version.ts';
import { planQuery } from '../../packages/clusto/src/query/plan-query.ts';
import { ChangeReader } from '../../packages/clusto/src/store/change-reader.ts';
import type { Connection, Engine } from '../../packages/clusto/src/store/dialect.ts';
import { HostReader } from '../../packages/clusto/src/store/host-reader.ts';
import { Observations } from '../../packages/clusto/src/store/observations.ts';
import { Reader } from '../../packages/clusto/src/store/reader.ts';
import { now, open } from '../../packages/clusto/src/store/rows.ts';
import { Sight } from '../../packages/clusto/src/store/sight.ts';
import { sqliteDialect } from '../../packages/clusto/src/store/sqlite/sqlite-dialect.ts';
import { StateReader } from '../../packages/clusto/src/store/state-reader.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { entitiesOfRow, filteredCopy, rowsOf, versioned, type VersionedTable } from '../support/filtered-copy.ts';
import { openEngine } from '../support/open-engine.ts';
import { openClusto } from '../support/use-clusto.ts';

/** One step of a random history: numbers choose among what is there. */
const step = fc.record({
  what: fc.constantFrom('server', 'rack', 'insert', 'remove', 'attr', 'peer', 'rename', 'delete', 'ip', 'note'),
  one: fc.nat(50),
  other: fc.nat(50),
});
const steps = fc.array(step, { minLength: 10, maxLength: 40 });

const rules = [
  'datacenter = sv3 or name = sv3',
  'pool = web',
  'attr owner = ops',
  'type = server and not attr owner = ops',
  'attr peer exists or type = rack',
  'name startswith w',
  'ip in_cidr 10.0.0.0/30 or type = resourcemanager',
  'not rack exists',
];

/** What the methods are called with. */
interface Sample {
  readonly ids: readonly number[];
  readonly names: readonly string[];
}

const first = ({ ids }: Sample): number => ids[3] ?? 1;
const nameOf = ({ names }: Sample): string => names[3] ?? '';
const anything = { hidden: true } as const;
const ip = { space: 'ip' } as const;

type Calls<Subject> = Readonly<
  Record<string, readonly ((subject: Subject, sample: Sample, clusto?: Clusto) => unknown)[]>
>;

/** Every method of a reader of the present, with calls whose answer is the same of a database in which nothing else is. */
const readerCalls: Calls<Reader> = {
  entityByName: [(reader, sample) => Promise.all(sample.names.map((name) => reader.entityByName(name)))],
  entityById: [(reader, sample) => Promise.all(sample.ids.map((id) => reader.entityById(id)))],
  entities: [
    (reader) => reader.entities({}),
    (reader) => reader.entities({ types: ['server'], attributes: [{ key: 'owner' }, { key: 'peer' }] }),
  ],
  attributes: [
    (reader) => reader.attributes({}),
    (reader) => reader.attributes(anything),
    (reader, sample) => reader.attributes({ ...anything, relation: first(sample) }),
  ],
  ownedAttributes: [
    (reader) => reader.ownedAttributes(anything),
    (reader, sample) => reader.ownedAttributes({ ...anything, key: '_contains', relation: first(sample) }),
  ],
  mergedAttributes: [(reader, { ids }) => Promise.all(ids.map((id) => reader.mergedAttributes(id, anything)))],
  members: [(reader, { ids }) => Promise.all(ids.map((id) => reader.members(id)))],
  membersOf: [(reader, { ids }) => reader.membersOf(ids)],
  parents: [(reader, { ids }) => Promise.all(ids.map((id) => reader.parents(id)))],
  descendants: [(reader, { ids }) => Promise.all(ids.map((id) => reader.descendants(id)))],
  ancestors: [(reader, { ids }) => Promise.all(ids.map((id) => reader.ancestors(id)))],
  containersOf: [(reader, { ids }) => reader.containersOf(ids)],
  contentsOf: [(reader, { ids }) => reader.contentsOf(ids, 1000)],
  placesBelow: [(reader, { ids }) => Promise.all(ids.map((id) => reader.placesBelow(id)))],
  placesAbove: [(reader, { ids }) => Promise.all(ids.map((id) => reader.placesAbove(id)))],
  matching: rules.flatMap((query) => [
    (reader: Reader, _sample: Sample, clusto = planner()) => reader.matching(planQuery(query, clusto.registry), ''),
    (reader: Reader, { ids }: Sample, clusto = planner()) =>
      reader.matching(planQuery(query, clusto.registry, { merge: true }), '', ids),
  ]),
  matchingPage: [
    (reader, sample, clusto = planner()) =>
      reader.matchingPage(planQuery('type = server', clusto.registry), '', {
        order: [{ column: 'name', isDescending: true }],
        after: [nameOf(sample)],
        limit: 3,
      }),
  ],
  matchingCount: [
    (reader) => reader.matchingCount({ all: [] }, ''),
    (reader, _sample, clusto = planner()) =>
      reader.matchingCount(planQuery('attr owner exists or pool exists', clusto.registry), ''),
  ],
  below: [async (reader, { ids }) => (await reader.below(ids.slice(0, 4))).toSorted((one, other) => one - other)],
  referrers: [
    async (reader, { ids }) => (await reader.referrers(ids, ['peer'])).toSorted((one, other) => one.id - other.id),
  ],
  attributeNames: [(reader) => reader.attributeNames()],
  typeCounts: [(reader) => reader.typeCounts('')],
  driverCounts: [(reader) => reader.driverCounts()],
  isOrContains: [(reader, { ids }) => Promise.all(ids.map((id) => reader.isOrContains(ids[1] ?? 0, id)))],
  adjacency: [(reader) => reader.adjacency()],
  owners: [(reader) => reader.owners('ip', Buffer.alloc(16))],
  allocations: [(reader) => reader.allocations(ip), (reader, sample) => reader.allocations({ entity: first(sample) })],
  allocationCount: [(reader, { ids }) => Promise.all(ids.map((id) => reader.allocationCount(id)))],
  allocationCounts: [(reader) => reader.allocationCounts('ip')],
  bearers: [
    (reader, sample) =>
      reader.bearers({ container: first(sample), key: 'system', quantities: ['memory'], loads: ['memory'] }),
  ],
  shares: [(reader) => reader.shares({ ...ip, amounts: ['memory'], other: 'manager' })],
  containersOfMembers: [(reader, { ids }) => Promise.all(ids.map((id) => reader.containersOfMembers(id, 'rack')))],
  attributeKeys: [(reader) => reader.attributeKeys(100)],
  namesFrom: [(reader) => reader.namesFrom('', '~', 100), (reader, sample) => reader.namesFrom(nameOf(sample), '~', 3)],
};

const stateCalls: Calls<StateReader> = {
  entitiesAfter: [(reader) => reader.entitiesAfter('', 100, '')],
  entitiesOf: [async (reader, { ids }) => (await reader.entitiesOf(ids)).toSorted((one, other) => one.id - other.id)],
  since: [(reader, { ids }) => Promise.all(ids.map((id) => reader.since(id)))],
  attributesOf: [(reader, { ids }) => reader.attributesOf(ids)],
  placesOf: [(reader, { ids }) => reader.placesOf(ids)],
  placesIn: [(reader, { ids }) => Promise.all(ids.map((id) => reader.placesIn(id)))],
  containersAmong: [(reader, { ids }) => reader.containersAmong(ids)],
  claimsOf: [(reader, { ids }) => reader.claimsOf(ids)],
  pointingTo: [(reader, { ids }) => reader.pointingTo(ids, 1000)],
};

const all = { from: 0, to: 1000 };
const hostCalls: Calls<HostReader> = {
  lastEntity: [(reader) => reader.lastEntity()],
  ports: [async (reader) => (await reader.ports(all)).toSorted((one, other) => one.entity - other.entity)],
  addresses: [(reader) => reader.addresses(all)],
  settings: [(reader) => reader.settings(all, ['owner'])],
  bearers: [async (reader) => (await reader.bearers(all, ['owner', 'peer'])).toSorted((one, other) => one - other)],
  memberships: [(reader) => reader.memberships(all)],
  membershipsAbove: [(reader, { ids }) => reader.membershipsAbove(ids)],
  below: [async (reader, { ids }) => (await reader.below(ids.slice(0, 4))).toSorted((one, other) => one - other)],
};

const observationCalls: Calls<Observations> = {
  current: [(reader) => reader.current(), (reader, { ids }) => reader.current(ids)],
};

/** What has an oracle of its own below, makes readers of the others, or does not read. */
const elsewhere = new Map<object, readonly string[]>([
  [
    Reader.prototype,
    ['answers', 'changes', 'state', 'hosts', 'observations', 'latestVersion', 'versionNumber', 'versions', 'versionAt'],
  ],
  [StateReader.prototype, ['ended']],
  [HostReader.prototype, []],
  [Observations.prototype, ['note', 'dismiss']],
  [
    ChangeReader.prototype,
    [
      'versions',
      'seenAt',
      'following',
      'sizes',
      'since',
      'of',
      'live',
      'states',
      'statesSeen',
      'named',
      'touched',
      'lastOf',
      'lastVersionsOf',
    ],
  ],
]);
const called = new Map<object, Calls<never>>([
  [Reader.prototype, readerCalls],
  [StateReader.prototype, stateCalls],
  [HostReader.prototype, hostCalls],
  [Observations.prototype, observationCalls],
  [ChangeReader.prototype, {}],
]);

let planner: () => Clusto;

test('every method of every reader is compared', () => {
  for (const [prototype, calls] of called) {
    const methods = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
    expect(new Set([...Object.keys(calls), ...(elsewhere.get(prototype) ?? [])])).toEqual(new Set(methods));
  }
});

async function play(clusto: Clusto, random: readonly { what: string; one: number; other: number }[]): Promise<void> {
  const [sv3, sv4] = [await clusto.create(BasicDatacenter, 'sv3'), await clusto.create(BasicDatacenter, 'sv4')];
  const pools = [await clusto.create(Pool, 'web'), await clusto.create(Pool, 'secret')];
  const manager = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
  const racks: Driver[] = [await clusto.create(BasicRack, 'r0')];
  const servers: Driver[] = [await clusto.create(BasicServer, 'w0'), await clusto.create(BasicServer, 'x0')];
  const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
  for (const [index, { what, one, other }] of random.entries()) {
    const thing = pick(servers, one);
    const work: Record<string, () => Promise<unknown>> = {
      server: async () => servers.push(await clusto.create(BasicServer, `${one % 2 ? 'w' : 'x'}${index + 1}`)),
      rack: async () => racks.push(await clusto.create(BasicRack, `r${index + 1}`)),
      insert: async () => {
        if (other % 3 === 0) return pick([sv3, sv4], one).insert(pick(racks, other));
        if (other % 3 === 1) return pick(pools, other).insert(thing);
        return (pick(racks, other) as BasicRack).insert(thing, 1 + (one % 40));
      },
      remove: async () => {
        const [place] = await (other % 2 ? thing : pick(racks, other)).parents();
        await place?.remove(other % 2 ? thing : pick(racks, other));
      },
      attr: () => thing.setAttr({ key: 'owner', value: pick(['ops', 'dev'], other) }),
      peer: () => thing.setAttr({ key: 'peer', value: pick([...servers, ...racks], other) }),
      rename: () => clusto.rename(thing, `${other % 2 ? 'w' : 'x'}-${index}`),
      delete: async () => {
        if (servers.length < 3) return;
        await clusto.delete(thing);
        servers.splice(servers.indexOf(thing), 1);
      },
      ip: () => manager.allocate(thing),
      note: () =>
        clusto.write((writer) =>
          writer.observations.note(
            [{ entity: thing.id, key: 'port-nic-eth', number: 1, subkey: 'vlan', value: `${other}`, ends: 'one' }],
            [],
            'test',
            0,
          ),
        ),
    };
    await clusto.transaction({ message: `step ${index}` }, async () => work[what]?.()).catch(() => undefined);
  }
}

const sortedIds = (rows: readonly { readonly id: number }[]): number[] =>
  rows.map(({ id }) => id).sort((one, other) => one - other);

describe.each(databases)('what can be seen on $name', (kind) => {
  let [full, copy]: TestDatabase[] = [];
  let [source, target]: Engine[] = [];
  let clusto: Clusto;
  const options = { drivers: [...builtInDrivers], actor: 'tester', source: 'test', durability: 'off' } as const;
  const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));

  beforeAll(async () => {
    [full, copy] = [await kind.create(), await kind.create()];
    await (await openParts({ ...options, clock, dsn: copy.dsn })).store.close();
    target = openEngine(copy.dsn);
  });
  afterAll(async () => {
    await target?.close();
    await full?.[Symbol.asyncDispose]();
    await copy?.[Symbol.asyncDispose]();
  });

  async function prepare(random: Parameters<typeof play>[1]): Promise<void> {
    await clusto?.close();
    await source?.close();
    await full?.clear();
    clusto = new Clusto(await openParts({ ...options, clock, dsn: (full as TestDatabase).dsn }));
    planner = () => clusto;
    source = openEngine((full as TestDatabase).dsn);
    await play(clusto, random);
  }

  const runs = kind.name === 'sqlite' ? 5 : 2;

  test('is a filter of everything, now and before', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...rules), fc.nat(100), async (random, rule, back) => {
        await prepare(random);
        const [from, to] = [source as Engine, target as Engine];
        const last = await clusto.version();
        const version = Math.max(1, last - (back % last));
        const term = planQuery(rule, clusto.registry);
        const whole = new Reader(() => from.reader, from.dialect, version);
        const seen = new Set((await whole.matching(term, '')).map(({ id }) => id));
        await filteredCopy(from, to, version, seen);
        const sight = new Sight(term, from.dialect);
        const limited = new Reader(
          () => from.reader,
          from.dialect,
          version,
          () => sight,
        );
        const expected = new Reader(() => to.reader, to.dialect, now);
        const entities = await rowsOf(from.reader, 'entities');
        const names = (await rowsOf(from.reader, 'entity_states')).map((row) => String(row['name']));
        const sample = { ids: entities.map((row) => Number(row['id'])), names: [...new Set(names)] };
        const compare = async <Subject>(calls: Calls<Subject>, mine: Subject, theirs: Subject): Promise<void> => {
          for (const [name, list] of Object.entries(calls))
            for (const call of list) expect(await call(mine, sample), name).toEqual(await call(theirs, sample));
        };
        await compare(readerCalls, limited, expected);
        await compare(stateCalls, limited.state, expected.state);
        await compare(hostCalls, limited.hosts, expected.hosts);
        await compare(observationCalls, limited.observations, expected.observations);
        expect((await limited.latestVersion())?.number).toBe(version);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  test('of history is what could be seen then', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...rules), fc.nat(100), async (random, rule, back) => {
        await prepare(random);
        const from = source as Engine;
        const last = await clusto.version();
        const versions = Array.from({ length: last }, (_, index) => index + 1);
        const since = back % last;
        const term = planQuery(rule, clusto.registry);
        const seenAt: Set<number>[] = [];
        for (const version of [0, ...versions]) {
          const reader = new Reader(() => from.reader, from.dialect, version);
          seenAt.push(new Set((await reader.matching(term, '')).map(({ id }) => id)));
        }
        const rows = (
          await Promise.all(
            (Object.keys(versioned) as VersionedTable[]).map(async (table) =>
              (await rowsOf(from.reader, table)).map((row) => ({
                table,
                id: Number(row[table === 'allocations' ? 'attribute_id' : 'id']),
                entities: entitiesOfRow(table, row),
                from: Number(row['from_version']),
                to: Number(row['to_version']),
                key: row['key'],
                name: row['name'],
              })),
            ),
          )
        ).flat();
        type Held = (typeof rows)[number];
        const canSee = ({ entities }: Held, version: number): boolean =>
          entities.every((id) => seenAt[Math.min(version, last)]?.has(id) === true);
        const begun = rows.filter((row) => canSee(row, row.from));
        const ended = rows.filter((row) => row.to < open && canSee(row, row.to - 1));
        const sight = new Sight(term, from.dialect);
        const limited = new Reader(
          () => from.reader,
          from.dialect,
          last,
          () => sight,
        );
        const { changes } = limited;
        const kinds = {
          states: 'entity_states',
          attributes: 'attributes',
          memberships: 'memberships',
          allocations: 'allocations',
        };
        const idsOf = (set: readonly Held[]): object =>
          Object.fromEntries(
            Object.entries(kinds).map(([name, table]) => [name, sortedIds(set.filter((row) => row.table === table))]),
          );
        const idsIn = (set: Awaited<ReturnType<typeof changes.live>>): object =>
          Object.fromEntries(Object.keys(kinds).map((name) => [name, sortedIds(set[name as keyof typeof set])]));
        const touches = (version: number, which: readonly Held[][]): number =>
          (which[0] ?? []).filter((row) => row.from === version).length +
          (which[1] ?? []).filter((row) => row.to === version).length;
        // of versions
        const of = await changes.of(versions);
        expect([idsIn(of.begun), idsIn(of.ended)]).toEqual([idsOf(begun), idsOf(ended)]);
        const shown = versions.filter((version) => touches(version, [begun, ended]) > 0);
        expect((await changes.following(0, 1000)).map(({ number }) => number)).toEqual(shown);
        expect((await limited.versions(1000, last + 1)).map(({ number }) => number)).toEqual(shown.toReversed());
        const hiddenRows = [
          rows.filter((row) => !begun.includes(row)),
          rows.filter((row) => row.to < open && !ended.includes(row)),
        ];
        for (const { number, message } of await changes.versions({}))
          if (touches(number, hiddenRows) > 0) expect(message).toBeNull();
        const sizes = new Map((await changes.sizes(1, last)).map((size) => [size.version, size.rows]));
        for (const version of versions) expect(sizes.get(version) ?? 0).toBe(touches(version, [begun, ended]));
        // by what they touched
        const id = rows[back % rows.length]?.entities[0] ?? 1;
        const whose = (row: Held): boolean =>
          row.table === 'attributes' ? row.entities[0] === id : row.entities.includes(id);
        const touching = (meets: (row: Held) => boolean): number[] =>
          versions.filter((version) => touches(version, [begun.filter(meets), ended.filter(meets)]) > 0).toReversed();
        const numbers = async (condition: object): Promise<number[]> =>
          (await changes.versions(condition)).map(({ number }) => number);
        expect(await numbers({ entities: [id] })).toEqual(touching(whose));
        const own = await changes.lastVersionsOf([id], 1000);
        expect(own.map(({ version }) => version)).toEqual(touching(whose));
        expect(await numbers({ key: 'owner' })).toEqual(touching((row) => row.key === 'owner'));
        const isOf = (row: Held): boolean => row.entities[row.table === 'memberships' ? 1 : 0] === id;
        expect(await changes.lastOf(id)).toBe(touching(isOf)[0] ?? 0);
        const touched = await changes.touched(versions, 1000);
        for (const { version, entity, first: at, last: until } of touched)
          expect([seenAt[at]?.has(entity), seenAt[until]?.has(entity)], `${entity} at ${version}`).toEqual([
            true,
            true,
          ]);
        // between two versions, and at the last one
        const difference = await changes.since(since);
        const isLive = (row: Held): boolean => row.to === open && canSee(row, last);
        expect(idsIn(difference.begun)).toEqual(idsOf(rows.filter((row) => row.from > since && isLive(row))));
        expect(idsIn(difference.ended)).toEqual(idsOf(ended.filter((row) => row.from <= since && row.to > since)));
        const everyone = [...new Set(rows.flatMap(({ entities }) => entities))];
        expect(idsIn(await changes.live(everyone, true))).toEqual(idsOf(rows.filter(isLive)));
        // what came into sight and went out of it, whatever did so
        const pairs = everyone.flatMap((entity) => versions.map((version) => ({ entity, version })));
        const asText = (entity: number, version: number): string => `${entity} ${version}`;
        expect(
          new Set((await changes.seenAt(pairs)).map(({ id: entity, version }) => asText(entity, version))),
        ).toEqual(
          new Set(
            pairs.flatMap(({ entity, version }) => (seenAt[version]?.has(entity) ? asText(entity, version) : [])),
          ),
        );
        await createRole(clusto, 'listener', `read where ${rule}`);
        const listener = await clusto.as({ actor: 'listener', roles: ['listener'], scopes: [], via: 'token' });
        const feed = new Map<number, Partial<FilteredVersion>>();
        for await (const told of listener.at(last).changes({ since: 0 })) feed.set(told.number, told);
        const meta = await clusto.metaId();
        for (const version of versions) {
          const [before, after] = [seenAt[version - 1]!, seenAt[version]!];
          const { changes: named = [], entered = [], left = [] } = feed.get(version) ?? {};
          const unsaid = new Set([...before, ...after].filter((one) => before.has(one) !== after.has(one)));
          for (const change of named)
            if (change.kind === 'created' || change.kind === 'deleted') unsaid.delete(change.entity.id);
          unsaid.delete(meta);
          expect(new Set([...entered, ...left].map((one) => one.id)), `version ${version}`).toEqual(unsaid);
          for (const one of entered) expect(after).toContain(one.id);
        }
        // names
        const states = rows.filter((row) => row.table === 'entity_states');
        const past = states.filter((row) => canSee(row, row.from) || canSee(row, Math.min(row.to - 1, last)));
        expect(sortedIds(await changes.states(everyone))).toEqual(sortedIds(past));
        for (const name of new Set(states.map((row) => String(row.name))))
          expect(sortedIds(await changes.named(name))).toEqual(sortedIds(past.filter((row) => row.name === name)));
        const sightings = begun.flatMap((row) => row.entities.map((entity) => ({ entity, version: row.from })));
        for (const state of await changes.statesSeen(sightings))
          expect(
            versions.some(
              (version) => state.from <= version && version < state.to && seenAt[version]?.has(state.entity),
            ),
          ).toBe(true);
        for (const table of ['entity_states', 'memberships'] as const) {
          const column = table === 'entity_states' ? 'entity_id' : 'member_id';
          const mine = ended.filter((row) => row.table === table && row.entities.at(-1) === id);
          expect(await limited.state.ended(table, { [column]: id })).toBe(Math.max(0, ...mine.map(({ to }) => to)));
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

test.each(databases)('what is read as a whole asks a rule once, and not for each entity, on $name', async (kind) => {
  await using database = await kind.create();
  const sees = await openClusto(database.dsn);
  const engine = openEngine(database.dsn);
  const sight = new Sight(planQuery('pool = web or attr owner = web', sees.registry), engine.dialect);
  const plans: string[] = [];
  const explained: Connection = {
    all: async (text, values) => {
      const explain = engine.dialect.name === 'sqlite' ? 'explain query plan' : 'explain';
      plans.push(JSON.stringify(await engine.reader.all(`${explain} ${text}`, values)));
      return [];
    },
    run: async () => 0,
  };
  const reader = new Reader(
    () => explained,
    engine.dialect,
    now,
    () => sight,
  );
  await reader.entities({});
  await reader.typeCounts('');
  await reader.driverCounts();
  await reader.matchingCount({ all: [] }, '');
  const correlated = /CORRELATED|\(SubPlan/;
  expect(plans.filter((plan) => correlated.test(plan))).toEqual([]);
  // that the plan would say it
  await reader.entities({ names: ['s1'] });
  expect([plans.length, plans.at(-1)]).toEqual([5, expect.stringMatching(correlated)]);
  await engine.close();
  await sees.close();
});

test.each([
  'select * from counters',
  'select hash from access_tokens',
  'select 1 from entity_states e, attributes a',
  'select 1 from entities e join entity_states s on s.entity_id = e.id',
])('%s is not read by who does not see everything', async (text) => {
  const asked = vi.fn<() => Promise<never[]>>(async () => []);
  const seen = new Sight({ any: [] }, sqliteDialect).through({ all: asked, run: async () => 0 });
  await expect(seen.all(text, [now])).rejects.toThrow('what can be seen');
  await expect(seen.run('delete from attributes', [])).rejects.toThrow('does not write');
  expect(asked).not.toHaveBeenCalled();
});
