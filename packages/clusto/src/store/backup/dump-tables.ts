import { createHash } from 'node:crypto';
import type { Dialect, Snapshot } from '../dialect.ts';
import { columnsOf, tables } from '../tables.ts';
import {
  type BackupHeader,
  encodeRow,
  backupFormat,
  formatVersion,
  lastLine,
  type TableEnd,
  type TableStart,
} from './backup-format.ts';

/** Tells how far something has come: of how many rows in all, and of what. */
export type RowProgress = (what: string, done: number, total: number) => void;

/** What a header says beside what is in the database. */
export type BackupOrigin = Pick<BackupHeader, 'clusto' | 'schema' | 'time'>;

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** A database as the text of a backup, piece by piece. */
export async function* dumpTables(
  snapshot: Snapshot,
  dialect: Dialect,
  origin: BackupOrigin,
  progress: RowProgress,
): AsyncGenerator<string> {
  const starts: TableStart[] = [];
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const columns = await columnsOf(snapshot, dialect, table);
    // an older schema has fewer
    if (columns.length === 0) continue;
    const [row] = await snapshot.all<{ count: number }>(`select count(*) as count from ${table}`, []);
    starts.push({ table, columns });
    rows[table] = row?.count ?? 0;
  }
  const [latest] = await snapshot.all<{ newest: number }>(
    'select coalesce(max(number), 0) as newest from versions',
    [],
  );
  const header: BackupHeader = { format: backupFormat, formatVersion, ...origin, version: latest?.newest ?? 0, rows };
  yield line(header);
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  let done = 0;
  for (const { table, columns } of starts) {
    yield line({ table, columns } satisfies TableStart);
    const hash = createHash('sha256');
    let count = 0;
    const selected = columns.map(({ name, type }) => (type === 'int' ? dialect.wideInt(name) : name));
    const order = columns[0]?.name ?? '1';
    for await (const some of snapshot.batches(`select ${selected.join(', ')} from ${table} order by ${order}`)) {
      const text = some.map((row) => `${encodeRow(columns, row)}\n`).join('');
      hash.update(text);
      count += some.length;
      done += some.length;
      yield text;
      progress(table, done, total);
    }
    yield line({ end: table, rows: count, sha256: hash.digest('hex') } satisfies TableEnd);
  }
  yield `${lastLine}\n`;
}
