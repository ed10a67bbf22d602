import { BasicServer, Pool } from 'clusto/drivers';
import { applyFiles } from '../packages/clusto/src/operations/plan/apply-files.ts';
import { exportInventory } from '../packages/clusto/src/operations/plan/export-inventory.ts';
import type { Bench } from './bench.ts';
import type { Row } from './measure.ts';
import type { Raw, Value } from './raw.ts';

const perPool = 100;

/** Servers with five attributes each, every hundred of them in a pool; as the JSON of an export. */
function declarations(count: number): string {
  const servers = Array.from({ length: count }, (_, number) => ({
    name: `s${String(number).padStart(6, '0')}`,
    driver: BasicServer.driverName,
    attributes: {
      'system.memory': 16_384,
      'system.cpucount': 8,
      owner: 'operations',
      'model.property': `X${number % 50}`,
      'serialnum.property': `SN${number}`,
    },
  }));
  const pools = Array.from({ length: Math.ceil(count / perPool) }, (_, number) => ({
    name: `p${number}`,
    driver: Pool.driverName,
    contents: servers.slice(number * perPool, (number + 1) * perPool).map(({ name }) => name),
  }));
  return `[\n${[...servers, ...pools].map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
}

type Rows = readonly Readonly<Record<string, Value>>[];

async function read(raw: Raw, text: string, ...values: Value[]): Promise<Rows> {
  const result = await raw.prepare(text)(...values);
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as Rows;
}

/** Writes the rows of a version, one prepared statement for each, in one transaction. @returns the microseconds */
async function writeSame(from: Raw, version: number, raw: Raw): Promise<number> {
  const tables = ['entities', 'entity_states', 'attributes', 'memberships', 'counters'] as const;
  const all: (readonly [insert: (...values: Value[]) => unknown, rows: Value[][]])[] = [];
  for (const table of tables) {
    const rows = await read(
      from,
      `select * from ${table}${table === 'counters' ? '' : ` where from_version = ${version}`}`,
    );
    const columns = Object.keys(rows[0] ?? {});
    if (columns.length === 0) continue;
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    const insert = raw.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`, 'write');
    all.push([insert, rows.map((row) => columns.map((column) => row[column] ?? null))]);
  }
  await raw.run('delete from counters');
  const start = performance.now();
  await raw.run('begin');
  for (const [insert, rows] of all)
    for (const values of rows) {
      const done = insert(...values);
      if (done instanceof Promise) await done;
    }
  await raw.run('commit');
  return (performance.now() - start) * 1000;
}

/** Loading a file of many servers, beside bare inserts of the same rows, and writing the inventory out again. */
export const bulk: Bench = async ({ clusto, raw, database, isQuick, isFull, openAnother }) => {
  const count = isFull ? 100_000 : isQuick ? 200 : 20_000;
  const text = declarations(count);
  const named = (what: string): Pick<Row, 'name' | 'database'> => ({
    name: `${what}, ${count.toLocaleString('en')} servers`,
    database,
  });
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return (performance.now() - start) * 1000;
  };
  const files = [{ name: 'bulk.json', text }];
  const ours = await timed(() => applyFiles(clusto, { files }));
  await using other = await openAnother();
  const inserts = await writeSame(raw, await clusto.version(), other.raw);
  const again = await timed(() => applyFiles(clusto, { files }));
  const select = raw.prepare('select * from attributes where entity_id = $1 and to_version = 9007199254740991');
  const ids = await read(raw, 'select entity_id from entity_states');
  const reads = await timed(async () => {
    for (const { entity_id: id } of ids) await select(id ?? null);
  });
  const written = async (format: 'yaml' | 'json'): Promise<void> => {
    for await (const piece of exportInventory(clusto, { format })) if (piece === '') return;
  };
  const per = (row: Pick<Row, 'name' | 'database'>, mine: number, bare: number): Row => ({
    ...row,
    ours: mine / count,
    raw: bare / count,
    ratio: mine / bare,
  });
  return [
    { ...per(named('apply, per server'), ours, inserts), limit: 4 },
    per(named('apply again, per server'), again, inserts),
    per(named('export as YAML, per server'), await timed(() => written('yaml')), reads),
    per(named('export as JSON, per server'), await timed(() => written('json')), reads),
  ];
};
