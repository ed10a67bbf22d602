import type { Connection, SqlValue } from './dialect.ts';

/** Rows in one statement: the parameters of the widest row stay below what both databases take. */
const rowsAtOnce = 400;

/** Writes many rows with few statements. */
export async function insertRows<Row>(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  values: (row: Row) => readonly SqlValue[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const some = rows.slice(start, start + rowsAtOnce);
    const places = some.map(
      (_, row) => `(${columns.map((__, column) => `$${row * columns.length + column + 1}`).join(', ')})`,
    );
    await connection.run(
      `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')}`,
      some.flatMap(values),
    );
  }
}

/** Has the next rows get ids beyond those that were written. */
export async function continueIds(connection: Connection, dialect: { readonly name: string }): Promise<void> {
  if (dialect.name !== 'postgres') return;
  for (const table of ['entities', 'entity_states', 'attributes', 'memberships'])
    await connection.all(
      `select setval(pg_get_serial_sequence('${table}', 'id'), (select coalesce(max(id), 0) + 1 from ${table}), false)`,
      [],
    );
}
