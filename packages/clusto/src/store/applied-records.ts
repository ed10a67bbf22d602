import type { Connection, Dialect } from './dialect.ts';
import { insertRows } from './insert-rows.ts';

/** What a set of files has last said of an entity. */
export interface AppliedRecord {
  /** What the files call it. */
  readonly name: string;
  readonly entity: number;
  /** JSON; what is in it is for the caller to know. */
  readonly content: string;
}

const namesAtOnce = 5000;

/** What sets of files have last said. It has no history, and writing it is no version. */
export class AppliedRecords {
  readonly #connection: Connection;
  readonly #dialect: Dialect;

  constructor(connection: Connection, dialect: Dialect) {
    this.#connection = connection;
    this.#dialect = dialect;
  }

  /** All of a set, by name. */
  of(set: string): Promise<AppliedRecord[]> {
    const text = 'select name, entity_id as entity, content from applied where set_name = $1 order by name';
    return this.#connection.all<AppliedRecord>(text, [set]);
  }

  /** Which other sets have something to say of entities. */
  others(set: string, entities: readonly number[]): Promise<{ entity: number; set: string }[]> {
    const text = `select entity_id as entity, set_name as "set" from applied where set_name <> $1 and ${this.#dialect.anyOf('entity_id', '$2', 'int')} order by set_name`;
    return this.#connection.all(text, [set, entities]);
  }

  /** Has a set say this of some entities. */
  async replace(set: string, records: readonly AppliedRecord[]): Promise<void> {
    await this.forget(
      set,
      records.map(({ name }) => name),
    );
    const columns = ['set_name', 'name', 'entity_id', 'content'];
    await insertRows(this.#connection, 'applied', columns, records, ({ name, entity, content }) => [
      set,
      name,
      entity,
      content,
    ]);
  }

  /** Has a set say nothing more of some entities. */
  async forget(set: string, names: readonly string[]): Promise<void> {
    const text = `delete from applied where set_name = $1 and ${this.#dialect.anyOf('name', '$2', 'text')}`;
    for (let start = 0; start < names.length; start += namesAtOnce)
      await this.#connection.run(text, [set, names.slice(start, start + namesAtOnce)]);
  }
}
