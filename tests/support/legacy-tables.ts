import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** The tables of the original (behaviour spec section 1.1), as both databases take them. */
const tables: Readonly<Record<string, readonly string[]>> = {
  clustoversioning: ['version integer primary key', '"timestamp" timestamp', '"user" varchar(64)', 'description text'],
  entities: [
    'entity_id integer primary key',
    'name varchar(128) not null',
    'type varchar(32) not null',
    'driver varchar(32) not null',
    'version integer not null',
    'deleted_at_version integer',
  ],
  entity_attrs: [
    'attr_id integer primary key',
    'entity_id integer not null',
    'key varchar(256)',
    'subkey varchar(256)',
    'number integer',
    'datatype varchar(32) not null',
    'int_value bigint',
    'string_value text',
    'datetime_value timestamp',
    'relation_id integer',
    'version integer not null',
    'deleted_at_version integer',
  ],
  counters: ['counter_id integer primary key', 'entity_id integer not null', 'attr_key varchar(256)', 'value integer'],
};

export const legacyTables: readonly string[] = Object.keys(tables);

/** The statement that makes a table of the original; MySQL quotes names in its own way. */
export function createLegacyTable(table: string, quote: '"' | '`' = '"'): string {
  const columns = (tables[table] ?? []).map((column) =>
    column.replaceAll('"', quote).replace(/^(key|timestamp|user|number) /, `${quote}$1${quote} `),
  );
  return `create table ${table} (${columns.join(', ')})`;
}

/** What an attribute of the original is worth: a text is a string unless said otherwise. */
export interface LegacyValue {
  readonly datatype?: string;
  readonly int?: number | bigint | string;
  readonly string?: string;
  readonly datetime?: string;
  readonly relation?: number;
}

interface Life {
  readonly from?: number;
  readonly to?: number;
}

/** A small database of the original, written row by row, damage included. */
export class LegacyBuilder implements Disposable {
  readonly path: string;
  readonly #handle: Sqlite.Database;
  #entities = 0;
  #attributes = 0;

  /** Begins as the original does: two versions, and the entity `clustometa`. @param schema null for none */
  constructor(path: string, schema: number | null = 3) {
    this.path = path;
    this.#handle = new Sqlite(path);
    for (const table of legacyTables) this.#handle.exec(createLegacyTable(table));
    this.versions(1, 2);
    const meta = this.entity('clustometa', 'clustometa', 'clustometa');
    if (schema !== null) this.attr(meta, 'schemaversion', { int: schema }, { subkey: 'property' });
  }

  versions(first: number, last: number, user: string | null = null, description: string | null = null): this {
    const statement = this.#handle.prepare('insert into clustoversioning values (?, ?, ?, ?)');
    for (let version = first; version <= last; version += 1)
      statement.run(version, `2012-03-04 05:06:${String(version % 60).padStart(2, '0')}`, user, description);
    return this;
  }

  /** @returns its id */
  entity(name: string, driver: string, type: string, { from = 1, to }: Life = {}): number {
    this.#entities += 1;
    const statement = this.#handle.prepare('insert into entities values (?, ?, ?, ?, ?, ?)');
    statement.run(this.#entities, name, type, driver, from, to ?? null);
    return this.#entities;
  }

  attr(
    entity: number,
    key: string | null,
    value: string | LegacyValue,
    more: Life & { readonly subkey?: string; readonly number?: number | string } = {},
  ): number {
    this.#attributes += 1;
    const { datatype, int, string, datetime, relation }: LegacyValue =
      typeof value === 'string' ? { string: value } : value;
    const kind =
      datatype ?? (int !== undefined ? 'int' : relation !== undefined ? 'relation' : datetime ? 'datetime' : 'string');
    const statement = this.#handle.prepare('insert into entity_attrs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    statement.run(
      this.#attributes,
      entity,
      key,
      more.subkey ?? null,
      more.number ?? null,
      kind,
      int ?? null,
      string ?? null,
      datetime ?? null,
      relation ?? null,
      more.from ?? 2,
      more.to ?? null,
    );
    return this.#attributes;
  }

  /** One half of a cable. */
  half(entity: number, number: number, peer: number, far: number | string, life: Life = {}): void {
    const place = { number, ...life };
    this.attr(entity, 'port-nic-eth', { relation: peer }, { ...place, subkey: 'connection' });
    const value = typeof far === 'number' ? { int: far } : { string: far };
    this.attr(entity, 'port-nic-eth', value, { ...place, subkey: 'otherportnum' });
  }

  /** An address as the original keeps it. */
  address(entity: number, number: number, ip: string, manager: number | null, life: Life = {}): void {
    const int = ip.split('.').reduce((value, octet) => value * 256 + Number(octet), 0) - 2 ** 31;
    const place = { number, ...life };
    this.attr(entity, 'ip', { int }, place);
    if (manager !== null) this.attr(entity, 'ip', { relation: manager }, { ...place, subkey: 'manager' });
    this.attr(entity, 'ip', ip, { ...place, subkey: 'ipstring' });
  }

  manager(name: string, baseip: string, netmask: string, life: Life = {}): number {
    const id = this.entity(name, 'ipmanager', 'resourcemanager', life);
    this.attr(id, 'baseip', baseip, { subkey: 'property', ...life });
    this.attr(id, 'netmask', netmask, { subkey: 'property', ...life });
    return id;
  }

  counter(entity: number, key: string, value: number): void {
    this.#handle.prepare('insert into counters (entity_id, attr_key, value) values (?, ?, ?)').run(entity, key, value);
  }

  run(text: string): void {
    this.#handle.exec(text);
  }

  [Symbol.dispose](): void {
    this.#handle.close();
  }
}

const rowsAtOnce = 200;

/** The rows of a database of the original, in statements with their values. */
export function* legacyRows(path: string): Generator<{ table: string; columns: string[]; rows: unknown[][] }> {
  const handle = new Sqlite(path, { readonly: true });
  handle.defaultSafeIntegers();
  try {
    for (const table of legacyTables) {
      const all = handle.prepare(`select * from ${table}`).raw().all() as unknown[][];
      const columns = handle
        .prepare(`select * from ${table}`)
        .columns()
        .map(({ name }) => name);
      for (let start = 0; start < all.length; start += rowsAtOnce)
        yield { table, columns, rows: all.slice(start, start + rowsAtOnce) };
    }
  } finally {
    handle.close();
  }
}

/** Copies a database of the original into an empty one of PostgreSQL. */
export async function copyToPostgres(path: string, dsn: string): Promise<void> {
  const client = new pg.Client(dsn);
  await client.connect();
  try {
    await client.query(`set time zone 'UTC'`);
    for (const table of legacyTables) await client.query(createLegacyTable(table));
    for (const { table, columns, rows } of legacyRows(path)) {
      const places = rows.map(
        (row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`).join(', ')})`,
      );
      const names = columns.map((name) => `"${name}"`).join(', ');
      await client.query(`insert into ${table} (${names}) values ${places.join(', ')}`, rows.flat());
    }
  } finally {
    await client.end();
  }
}
