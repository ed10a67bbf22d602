import { failure } from '../../base/errors.ts';
import type { LegacyDatabase } from '../../base/legacy-database.ts';
import { parseDsn } from '../dsn.ts';
import type { LegacyConnection } from './legacy-connection.ts';

/** What reading takes besides the address. */
export interface ReadLegacyOptions {
  /** The password for MySQL, where the address has none. */
  readonly password?: string | undefined;
}

const tables = ['clustoversioning', 'entities', 'entity_attrs', 'counters'] as const;
/** The only schema there is in the wild: that of 2011 and later. */
const knownSchema = 3;

/** `postgresql+psycopg2://` and the like, as SQLAlchemy writes addresses. */
function withoutDriver(dsn: string): string {
  return dsn.replace(/^([A-Za-z0-9]+)\+[A-Za-z0-9_]+:/, '$1:');
}

async function open(dsn: string, { password }: ReadLegacyOptions): Promise<LegacyConnection> {
  const plain = withoutDriver(dsn);
  if (/^(mysql|mariadb):/i.test(plain)) {
    if (!URL.canParse(plain) || new URL(plain).hostname === '' || new URL(plain).pathname.length < 2)
      throw failure('DSN_INVALID', {
        dsn: plain.replace(/\/\/[^@]*@/, '//***@'),
        reason: 'write mysql://user@host/database',
      });
    const label = new URL(plain);
    if (label.password !== '') label.password = '***';
    const { MysqlLegacy } = await import('./mysql-legacy.ts');
    return MysqlLegacy.open(plain, label.href, password);
  }
  const address = parseDsn(plain);
  if (address.kind === 'postgres') {
    const { PostgresLegacy } = await import('./postgres-legacy.ts');
    return PostgresLegacy.open(address.url, address.label);
  }
  if (address.kind === 'memory') throw failure('LEGACY_NOT_CLUSTO', { dsn: address.label, reason: 'it is empty' });
  const { SqliteLegacy } = await import('./sqlite-legacy.ts');
  return SqliteLegacy.open(address.path, address.label);
}

async function checkSchema(source: LegacyConnection): Promise<void> {
  const present = await source.tables(tables);
  const missing = tables.filter((name) => !present.includes(name));
  if (missing.length > 0)
    throw failure('LEGACY_NOT_CLUSTO', { dsn: source.label, reason: `it has no table ${missing.join(', ')}` });
  const rows = await source.rows(
    `select ${source.asText('a.int_value')} as found from entity_attrs a join entities e on e.entity_id = a.entity_id
      where e.name = 'clustometa' and a.${source.quoted('key')} = 'schemaversion' and a.deleted_at_version is null`,
  );
  const [row] = rows;
  if (row === undefined)
    throw failure('LEGACY_NOT_CLUSTO', { dsn: source.label, reason: 'its entity clustometa has no schemaversion' });
  if (Number(row['found']) !== knownSchema)
    throw failure('LEGACY_SCHEMA', { dsn: source.label, found: row['found'], known: knownSchema });
}

async function readTables(source: LegacyConnection): Promise<LegacyDatabase> {
  const quoted = (name: string): string => source.quoted(name);
  const read = async <Row>(columns: Readonly<Record<string, string>>, table: string, order: string): Promise<Row[]> => {
    const list = Object.entries(columns).map(([name, column]) => `${column} as ${quoted(name)}`);
    const rows = await source.rows(`select ${list.join(', ')} from ${table} order by ${order}`);
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, numbers.has(name) && value !== null ? Number(value) : value]),
      ),
    ) as Row[];
  };
  return {
    label: source.label,
    versions: await read(
      { number: 'version', time: source.moment(quoted('timestamp')), user: quoted('user'), description: 'description' },
      'clustoversioning',
      'version',
    ),
    entities: await read(
      {
        id: 'entity_id',
        name: quoted('name'),
        type: quoted('type'),
        driver: 'driver',
        version: 'version',
        deleted: 'deleted_at_version',
      },
      'entities',
      'entity_id',
    ),
    attributes: await read(
      {
        id: 'attr_id',
        entity: 'entity_id',
        key: quoted('key'),
        subkey: 'subkey',
        numbered: source.asText(quoted('number')),
        datatype: 'datatype',
        int: source.asText('int_value'),
        string: 'string_value',
        datetime: source.plainTime('datetime_value'),
        relation: 'relation_id',
        version: 'version',
        deleted: 'deleted_at_version',
      },
      'entity_attrs',
      'attr_id',
    ),
    counters: await read({ entity: 'entity_id', key: 'attr_key', value: quoted('value') }, 'counters', 'counter_id'),
  };
}

/** Columns that are numbers in every database; `bigint` arrives as text from some. */
const numbers = new Set(['id', 'entity', 'relation', 'version', 'deleted', 'value', 'number']);

/**
 * Reads a database of the Python original as a whole, at one moment and without changing anything.
 * @param dsn `sqlite:PATH`, `postgres://…`, `mysql://…` or `mariadb://…`, also as SQLAlchemy writes them
 * @throws DSN_INVALID, DATABASE_UNAVAILABLE, DATABASE_CORRUPT, DATABASE_FAILED, LEGACY_NOT_CLUSTO, LEGACY_SCHEMA
 */
export async function readLegacy(dsn: string, options: ReadLegacyOptions = {}): Promise<LegacyDatabase> {
  const source = await open(dsn, options);
  try {
    await checkSchema(source);
    return await readTables(source);
  } finally {
    await source.close();
  }
}
