import type { Connection, Dialect } from './dialect.ts';

/** Every table that holds something, those first that others refer to. A test compares the list with the schema. */
export const tables = [
  'entities',
  'versions',
  'entity_states',
  'attributes',
  'memberships',
  'counters',
  'allocations',
  'taken_runs',
  'loads',
  'allocation_loads',
  'applied',
  'observations',
  'access_roles',
  'access_tokens',
  'access_grants',
  'answers',
  'webhooks',
  'webhook_dead_letters',
  'webhook_worker',
  'server_keys',
] as const;

export type ColumnType = 'int' | 'text' | 'float' | 'bytes';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

const types: Readonly<Record<string, ColumnType>> = {
  integer: 'int',
  bigint: 'int',
  text: 'text',
  real: 'float',
  'double precision': 'float',
  blob: 'bytes',
  bytea: 'bytes',
};

/** The columns of a table as the database has them, in their order; none where there is no such table. */
export async function columnsOf(connection: Connection, dialect: Dialect, table: string): Promise<Column[]> {
  const rows = await connection.all<{ name: string; type: string }>(dialect.columnsOf, [table]);
  return rows.map(({ name, type }) => ({ name, type: types[type.toLowerCase()] ?? 'text' }));
}
