import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'clusto';
import { BasicServer } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { compare, median, type Row } from './measure.ts';

const open = Number.MAX_SAFE_INTEGER;
const tables = ['entity_states', 'attributes', 'memberships', 'allocations'];
/** As many versions as the feed reads at once. */
const page = 256;

/** How soon a version is told that another inventory has committed, beside what is promised; and what catching up costs. */
export const feed: Bench = async ({ clusto, raw, database, isQuick }) => {
  const server = await clusto.create(BasicServer, 'server');
  const since = await clusto.version();
  const count = isQuick ? 50 : 2000;
  for (let number = 0; number < count; number += 1) await server.setAttr({ key: 'number', value: number });
  const last = since + count;

  const following = clusto.changes({ since: last });
  const told: number[] = [];
  {
    await using other = await connect({ dsn: clusto.dsn, durability: 'off', plugins: [] });
    const thing = await other.getByName('server');
    for (let turn = 0; turn < (isQuick ? 3 : 40); turn += 1) {
      const next = following.next();
      // a commit at any moment between two looks
      await sleep(50 + Math.random() * 100);
      await thing.setAttr({ key: 'turn', value: turn });
      const start = performance.now();
      await next;
      told.push((performance.now() - start) * 1000);
    }
  }
  await following.return();
  const promised = database === 'sqlite' ? 250_000 : 50_000;
  const slowest = Math.max(...told);
  const latency: Row[] = [
    {
      name: 'feed: told after a commit, median',
      ours: median(told),
      raw: promised,
      ratio: median(told) / promised,
      database,
    },
    {
      name: 'feed: told after a commit, slowest',
      ours: slowest,
      raw: promised,
      ratio: slowest / promised,
      limit: 1,
      database,
    },
  ];

  const versions = raw.prepare('select * from versions where number > $1 and number <= $2 order by number');
  const rows = tables.flatMap((table) => [
    raw.prepare(`select * from ${table} where from_version > $1 and from_version <= $2`),
    raw.prepare(`select * from ${table} where to_version > $1 and to_version <= $2 and to_version < ${open}`),
  ]);
  const bare = async (): Promise<void> => {
    for (let from = since; from < last; from += page)
      for (const statement of [versions, ...rows]) await statement(from, Math.min(last, from + page));
  };
  const all = async (query?: string): Promise<void> => {
    let found = 0;
    const view = clusto.at(last);
    for await (const _ of query === undefined ? view.changes({ since }) : view.changes({ since, query })) found += 1;
    if (found !== count) throw new Error(`${found} of ${count} versions were told`);
  };
  const each = (row: Row): Row => ({ ...row, ours: row.ours / count, raw: row.raw / count });
  return [
    ...latency,
    each(await compare({ name: 'feed: catching up, a version', database }, isQuick ? 1 : 3, () => all(), bare)),
    each(
      await compare({ name: 'feed of a query: catching up, a version', database }, 1, () => all('type = server'), bare),
    ),
  ];
};
