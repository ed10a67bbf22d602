import { BasicServer } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { compare, type Row } from './measure.ts';
import type { Raw, Statement } from './raw.ts';

const open = Number.MAX_SAFE_INTEGER;
const tables = ['entity_states', 'attributes', 'memberships', 'allocations'];

/** Versions that each change one attribute of one of the entities, in turns. @returns the last one */
async function writeVersions(raw: Raw, count: number, entities: { first: number; count: number }, base: number) {
  const numbers = `with recursive n (v) as (select 1 union all select v + 1 from n where v < ${count})`;
  await raw.run('begin');
  await raw.run(`insert into versions (number, time, actor, message, source)
    ${numbers} select ${base} + v, 1800000000000 + v * 1000, 'actor' || (v % 7), 'change ' || v, 'bench' from n`);
  const to = `case when v + ${entities.count} <= ${count} then ${base} + v + ${entities.count} else ${open} end`;
  await raw.run(`insert into attributes
      (entity_id, key, subkey, number, datatype, int_value, float_value, string_value, relation_id, managed, from_version, to_version)
    ${numbers} select ${entities.first} + v % ${entities.count}, 'system', 'memory', null, 'int', v, null, null, null, 0, ${base} + v, ${to} from n`);
  await raw.run('commit');
  await raw.run('analyze');
  return base + count;
}

/** Looking back over many versions, beside the bare statements that find the same rows. */
export const history: Bench = async ({ clusto, raw, database, isQuick, isFull }) => {
  const count = isFull ? 1_000_000 : isQuick ? 300 : 50_000;
  const servers = isQuick ? 20 : 1000;
  const first = await clusto.transaction(async () => {
    const { id } = await clusto.create(BasicServer, 'server0');
    for (let number = 1; number < servers; number += 1) await clusto.create(BasicServer, `server${number}`);
    return id;
  });
  const last = await writeVersions(raw, count, { first, count: servers }, await clusto.version());
  const middle = last - Math.floor(count / 2);
  const span = 100;

  const versions = raw.prepare('select * from versions order by number desc limit 20');
  const state = raw.prepare(`select * from entity_states where entity_id = $1 and to_version = ${open}`);
  const begun = tables.map((table) => raw.prepare(`select * from ${table} where from_version = $1`));
  const ended = tables.map((table) =>
    raw.prepare(`select * from ${table} where to_version = $1 and to_version < ${open}`),
  );
  const come = tables.map((table) =>
    raw.prepare(`select * from ${table} where from_version > $1 and from_version <= $2 and to_version > $3`),
  );
  const gone = tables.map((table) =>
    raw.prepare(
      `select * from ${table} where to_version > $1 and to_version <= $2 and to_version < ${open} and from_version <= $3`,
    ),
  );
  const ofEntity = raw.prepare(`select v.* from versions v where v.number in
    (select from_version from attributes where entity_id = $1 union select to_version from attributes where entity_id = $2)
    order by v.number desc limit 20`);
  const all = async (statements: readonly Statement[], ...values: number[]): Promise<void> => {
    for (const statement of statements) await statement(...values);
  };

  const times = isQuick ? 2 : database === 'sqlite' ? 200 : 60;
  const named = (what: string): Pick<Row, 'name' | 'database'> => ({
    name: `${what}, ${count.toLocaleString('en')} versions`,
    database,
  });
  const limit = (value: number): Pick<Row, 'limit'> => (database === 'sqlite' ? { limit: value } : {});
  return [
    await compare(
      { ...named('log'), ...limit(6) },
      times,
      () => clusto.log(),
      async () => {
        await versions();
        await all([...come, ...gone], last - 20, last, last);
        for (let number = 0; number < 20; number += 1) await state(first + number);
      },
    ),
    await compare(
      { ...named('log of one entity') },
      times,
      () => clusto.log({ entities: ['server5'] }),
      () => ofEntity(first + 5, first + 5),
    ),
    await compare(
      { ...named('show'), ...limit(6) },
      times,
      () => clusto.show(middle),
      () => all([...begun, ...ended, state], middle),
    ),
    await compare(
      { ...named(`diff of ${span} versions`), ...limit(6) },
      Math.ceil(times / 4),
      () => clusto.diff(middle, middle + span),
      () => all([...come, ...gone], middle, middle + span, middle + span),
    ),
  ];
};
