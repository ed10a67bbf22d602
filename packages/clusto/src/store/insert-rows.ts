import type { Connection, SqlValue } from './dialect.ts';

/** Rows in one statement: the parameters of the widest row stay below what both databases take. */
const rowsAtOnce = 400;

/** One row of `values` for each of `count`, the parameters numbered on. */
export function valueRows(count: number, width: number): string {
  const row = (index: number): string =>
    `(${Array.from({ length: width }, (_, column) => `$${index * width + column + 1}`).join(', ')})`;
  return Array.from({ length: count }, (_, index) => row(index)).join(', ');
}

const texts = new Map<string, string>();

/** Of many rows, most are in statements of the same text, which is made and prepared once. */
function insertText(table: string, columns: readonly string[], count: number): string {
  const key = `${table}/${columns.join()}/${count}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = `insert into ${table} (${columns.join(', ')}) values ${valueRows(count, columns.length)}`;
  if (count === rowsAtOnce) texts.set(key, text);
  return text;
}

/** Writes rows, many with each statement. */
export async function insertRows<Row>(
  connection: Connection,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  values: (row: Row) => readonly SqlValue[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const some = rows.slice(start, start + rowsAtOnce);
    await connection.run(insertText(table, columns, some.length), some.flatMap(values));
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
