import type { Connection, Engine, SqlValue } from '../../packages/clusto/src/store/dialect.ts';
import { open } from '../../packages/clusto/src/store/rows.ts';

type Row = Readonly<Record<string, SqlValue>>;

/** The tables whose rows hold for versions, with the columns by which they have to do with entities. */
export const versioned = {
  entity_states: ['entity_id'],
  attributes: ['entity_id', 'relation_id'],
  memberships: ['container_id', 'member_id'],
  allocations: ['entity_id', 'manager_id'],
} as const;
export type VersionedTable = keyof typeof versioned;

/** The entities that a row has to do with. */
export const entitiesOfRow = (table: VersionedTable, row: Row): number[] =>
  versioned[table].map((column) => row[column]).filter((id): id is number => typeof id === 'number');

/** Every row of a table, as it stands there. */
export async function rowsOf(connection: Connection, table: string): Promise<Row[]> {
  return connection.all<Row>(`select * from ${table}`, []);
}

async function insert(writer: Connection, table: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    await writer.run(`insert into ${table} (${columns.join(', ')}) values (${places})`, Object.values(row));
  }
}

const whole = ['entities', 'versions', ...Object.keys(versioned), 'loads', 'observations'];

/**
 * Fills a database with what another one has at a version of some entities and between them, as its present: written without
 * anything of what it is compared with.
 */
export async function filteredCopy(
  from: Engine,
  to: Engine,
  version: number,
  seen: ReadonlySet<number>,
): Promise<void> {
  const writer = await to.begin();
  for (const table of whole.toReversed()) await writer.run(`delete from ${table}`, []);
  await insert(writer, 'entities', await rowsOf(from.reader, 'entities'));
  for (const table of Object.keys(versioned) as VersionedTable[]) {
    const rows = (await rowsOf(from.reader, table)).filter(
      (row) =>
        Number(row['from_version']) <= version &&
        Number(row['to_version']) > version &&
        entitiesOfRow(table, row).every((id) => seen.has(id)),
    );
    await insert(
      writer,
      table,
      rows.map((row) => ({ ...row, to_version: open })),
    );
  }
  for (const [table, column] of [
    ['loads', 'bearer_id'],
    ['observations', 'entity_id'],
  ] as const)
    await insert(
      writer,
      table,
      (await rowsOf(from.reader, table)).filter((row) => seen.has(Number(row[column]))),
    );
  await writer.commit();
}
