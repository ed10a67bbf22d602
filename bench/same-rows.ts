import type { Raw, Statement, Value } from './raw.ts';

const tables = {
  entity_states: ['entity_id'],
  attributes: ['entity_id', 'relation_id'],
  memberships: ['container_id', 'member_id'],
  allocations: ['entity_id', 'manager_id'],
} as const;

interface Template {
  readonly insert: Statement;
  readonly table: string;
  readonly columns: readonly string[];
  readonly ids: readonly string[];
  readonly row: Readonly<Record<string, Value>>;
}

function rowsOf(result: unknown): Readonly<Record<string, Value>>[] {
  const rows = Array.isArray(result) ? result : (result as { rows: unknown[] }).rows;
  return rows as Readonly<Record<string, Value>>[];
}

/** Writes, by prepared statements in one transaction, as many rows of the same content as one version of clusto's has. */
export class SameRows {
  readonly #raw: Raw;
  readonly #templates: readonly Template[];
  readonly #statements: Readonly<Record<'begin' | 'entity' | 'counter' | 'run' | 'version', Statement>>;
  #entities: number;
  #next = 0;

  private constructor(raw: Raw, templates: readonly Template[], entities: number) {
    this.#raw = raw;
    this.#templates = templates;
    this.#entities = entities;
    this.#statements = {
      begin: raw.prepare('select max(number) as newest from versions'),
      entity: raw.prepare('insert into entities (id, from_version) values ($1, $2)', 'write'),
      counter: raw.prepare('update counters set value = value + 1 where entity_id = $1 and key = $2', 'write'),
      run: raw.prepare('update taken_runs set high = $1 where sequence = $2', 'write'),
      version: raw.prepare(
        'insert into versions (number, time, actor, message, source) values ($1, $2, $3, $4, $5)',
        'write',
      ),
    };
  }

  /** @param from the database with the version to be copied; `raw` is another one of the same schema */
  static async of(from: Raw, version: number, raw: Raw): Promise<SameRows> {
    const templates: Template[] = [];
    for (const [table, ids] of Object.entries(tables)) {
      const rows = rowsOf(await from.prepare(`select * from ${table} where from_version = $1`)(version));
      for (const { id: _id, ...row } of rows) {
        const columns = Object.keys(row);
        const values = columns.map((_, index) => `$${index + 1}`).join(', ');
        const insert = raw.prepare(`insert into ${table} (${columns.join(', ')}) values (${values})`, 'write');
        templates.push({ insert, table, columns, ids, row });
      }
    }
    const meta = 1;
    for (const key of ['names', 'members', 'numbers'])
      await raw.run(`insert into counters values (${meta}, '${key}', 0)`);
    const [largest] = rowsOf(await raw.prepare('select max(id) as id from entities')());
    return new SameRows(raw, templates, Number(largest?.['id']));
  }

  /** Entities that the rows of one transaction point to; there before it is measured. */
  async prepare(): Promise<Map<Value, number>> {
    const ids = new Set(
      this.#templates.flatMap(({ ids: columns, row }) => columns.map((column) => row[column] ?? null)),
    );
    const fresh = new Map<Value, number>();
    for (const id of ids) if (id !== null) fresh.set(id, (this.#entities += 1));
    const own = this.#templates.find(({ table }) => table === 'entity_states')?.row['entity_id'];
    for (const [id, entity] of fresh) if (id !== own) await this.#statements.entity(entity, 1);
    return fresh;
  }

  /** @returns how long the transaction took, in microseconds */
  async write(): Promise<number> {
    this.#next += 1;
    const number = this.#next;
    const entities = await this.prepare();
    const start = performance.now();
    await done(this.#raw.run('begin'));
    await done(this.#statements.begin());
    for (const { insert, table, columns, ids, row } of this.#templates) {
      if (table === 'entity_states')
        await done(this.#statements.entity(entities.get(row['entity_id'] ?? null) ?? null, number));
      const values = columns.map((column): Value => {
        const value = row[column] ?? null;
        if (column === 'name') return `raw-${number}`;
        if (column === 'resource') return Buffer.from(String(number).padStart(16, '0'));
        if (column === 'attribute_id') return number;
        return ids.includes(column) ? (entities.get(value) ?? null) : value;
      });
      await done(insert(...values));
    }
    for (const key of ['names', 'members', 'numbers']) await done(this.#statements.counter(1, key));
    await done(this.#statements.run(Buffer.from(String(number).padStart(16, '0')), 'ip'));
    await done(this.#statements.version(number + 1_000_000, 0, 'raw', null, 'bench'));
    await done(this.#raw.run('commit'));
    return (performance.now() - start) * 1000;
  }
}

/** Waits where there is something to wait for: the statements of SQLite are done when they return. */
async function done(result: unknown): Promise<void> {
  if (result instanceof Promise) await result;
}
