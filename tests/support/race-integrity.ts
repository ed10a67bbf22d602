import { expect } from 'vitest';
import { open } from '../../packages/clusto/src/store/rows.ts';
import { placeFromKey } from '../../packages/clusto/src/store/taken-runs.ts';
import { readRows } from './race-rows.ts';

const live = `to_version = ${open}`;
const isAlive = (id: string): string =>
  `exists (select 1 from entity_states e where e.entity_id = ${id} and e.to_version = ${open})`;
const isVersion = (column: string): string => `${column} in (select number from versions)`;
const tables = ['entity_states', 'attributes', 'memberships', 'allocations'];

/** Conditions of rows that are half of something; none may exist. */
const halves: Readonly<Record<string, string>> = {
  'entities of no version': `select 1 from entities where not ${isVersion('from_version')}`,
  'entities that never were': 'select 1 from entities where id not in (select entity_id from entity_states)',
  ...Object.fromEntries(
    tables.map((table) => [
      `${table} of no version`,
      `select 1 from ${table} where not ${isVersion('from_version')} or not (${live} or ${isVersion('to_version')})`,
    ]),
  ),
  'attributes of no entity': `select 1 from attributes where ${live} and not ${isAlive('entity_id')}`,
  'relations to no entity': `select 1 from attributes where ${live} and relation_id is not null and not ${isAlive('relation_id')}`,
  'memberships with an end missing': `select 1 from memberships where ${live} and not (${isAlive('container_id')} and ${isAlive('member_id')})`,
  'allocations without attribute': `select 1 from allocations l where l.${live}
    and not exists (select 1 from attributes a where a.id = l.attribute_id and a.${live})`,
  'allocated attributes without allocation': `select 1 from attributes a where a.${live} and a.managed = 1 and a.subkey is null
    and not exists (select 1 from allocations l where l.attribute_id = a.id and l.${live})`,
  'cables with one end': `select 1 from attributes a where a.${live} and a.subkey = 'connection'
    and not exists (select 1 from attributes o where o.${live} and o.entity_id = a.entity_id and o.key = a.key
      and o.number = a.number and o.subkey = 'otherportnum'
      and exists (select 1 from attributes b where b.${live} and b.entity_id = a.relation_id and b.key = a.key
        and b.number = o.int_value and b.subkey = 'connection' and b.relation_id = a.entity_id))`,
  'loads that are not the sum of what allocations take': `select 1 from loads l where l.total <> coalesce((select sum(a.amount)
    from allocation_loads a where a.bearer_id = l.bearer_id and a.quantity = l.quantity), 0)`,
  'loads of a bearer that is gone': `select 1 from loads l where not ${isAlive('l.bearer_id')}`,
  'loads without sum': `select 1 from allocation_loads a
    where not exists (select 1 from loads l where l.bearer_id = a.bearer_id and l.quantity = a.quantity)`,
  'loads of no allocation': `select 1 from allocation_loads a
    where not exists (select 1 from allocations l where l.attribute_id = a.attribute_id and l.${live})`,
  'shares of a host without loads': `select 1 from attributes s join attributes h on h.entity_id = s.entity_id and h.key = s.key
      and h.number = s.number and h.subkey is null and h.${live}
    where s.${live} and s.managed = 1 and s.subkey like 'allocated%'
    and not exists (select 1 from allocation_loads a where a.attribute_id = h.id and a.bearer_id = h.relation_id
      and s.subkey = 'allocated_' || a.quantity and a.amount = s.int_value)`,
};

interface PlaceRow {
  readonly sequence: string;
  readonly position: Uint8Array;
}

interface RunRow {
  readonly sequence: string;
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

async function expectRunsOfPlaces(dsn: string): Promise<void> {
  const place = (key: Uint8Array): bigint => placeFromKey(Buffer.from(key));
  const taken = (
    await readRows<PlaceRow>(dsn, `select sequence, position from allocations where ${live} and sequence is not null`)
  ).map(({ sequence, position }) => `${sequence} ${place(position)}`);
  const runs = await readRows<RunRow>(dsn, 'select sequence, low, high from taken_runs');
  const marked = runs.flatMap(({ sequence, low, high }) =>
    Array.from(
      { length: Number(place(high) - place(low)) + 1 },
      (_, index) => `${sequence} ${place(low) + BigInt(index)}`,
    ),
  );
  expect(marked.sort()).toEqual(taken.sort());
}

/** Nothing in the database is half done, and its versions have no gap. */
export async function expectIntegrity(dsn: string): Promise<void> {
  for (const [what, query] of Object.entries(halves)) {
    const [row] = await readRows<{ count: number }>(dsn, `select count(*) as count from (${query}) as half`);
    expect({ what, count: row?.count }).toEqual({ what, count: 0 });
  }
  const [versions] = await readRows<{ count: number; latest: number }>(
    dsn,
    'select count(*) as count, max(number) as latest from versions',
  );
  expect(versions?.count).toBe(versions?.latest);
  await expectRunsOfPlaces(dsn);
  if (dsn.startsWith('sqlite:'))
    expect(await readRows(dsn, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
}
