import { type AllocationRecord } from './changed-rows.ts';
import type { Connection, Dialect, SqlValue } from './dialect.ts';
import type { EntityRow } from './rows.ts';
import { open } from './rows.ts';

/** Where rows with a lifetime live, with the column that tells them apart. */
const idColumns = { entity_states: 'id', attributes: 'id', memberships: 'id', allocations: 'attribute_id' } as const;

/**
 * Ends single rows, and writes anew what has ended, for undoing changes. It does what it is told: what belongs together
 * is for the caller to know.
 */
export class RecordWriter {
  readonly #connection: Connection;
  readonly #dialect: Dialect;
  readonly #version: number;

  constructor(connection: Connection, dialect: Dialect, version: number) {
    this.#connection = connection;
    this.#dialect = dialect;
    this.#version = version;
  }

  /** Ends live rows of a table. */
  async end(table: keyof typeof idColumns, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const live = `to_version = ${open} and ${this.#dialect.anyOf(idColumns[table], '$2', 'int')}`;
    await this.#connection.run(`delete from ${table} where from_version = $1 and ${live}`, [this.#version, ids]);
    await this.#connection.run(`update ${table} set to_version = $1 where ${live}`, [this.#version, ids]);
  }

  /** Lets an entity be again, or be called otherwise. @returns whether the name was free */
  async restoreState({ id, name, type, driver }: EntityRow): Promise<boolean> {
    const text = `insert into entity_states (entity_id, name, type, driver, from_version, to_version)
      values ($1, $2, $3, $4, $5, ${open}) on conflict do nothing`;
    return (await this.#connection.run(text, [id, name, type, driver, this.#version])) === 1;
  }

  /** Claims a resource again. @param attribute the one that carries it now @returns whether it was free */
  async restoreAllocation(record: AllocationRecord, attribute: number): Promise<boolean> {
    const { entity, manager, space, resource, forced, sequence, position } = record;
    const text = `insert into allocations
      (attribute_id, entity_id, manager_id, space, resource, forced, sequence, position, from_version, to_version)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${open}) on conflict do nothing`;
    const claim: SqlValue[] = [space, resource, forced === 0 ? 0 : attribute, sequence, position, this.#version];
    return (await this.#connection.run(text, [attribute, entity, manager, ...claim])) === 1;
  }

  /** Has the counters of entities go on after every number that their attributes have or had. */
  async restoreCounters(...entities: readonly number[]): Promise<void> {
    if (entities.length === 0) return;
    const text = `insert into counters (entity_id, key, value)
      select entity_id, key, max(number) from attribute_rows
        where ${this.#dialect.anyOf('entity_id', '$1', 'int')} and number >= 0 group by entity_id, key
      on conflict (entity_id, key) do update set value =
        case when counters.value < excluded.value then excluded.value else counters.value end`;
    await this.#connection.run(text, [entities]);
  }

  /** Forgets the counters of an entity that is gone. */
  async forgetCounters(entity: number): Promise<void> {
    await this.#connection.run('delete from counters where entity_id = $1', [entity]);
  }
}
