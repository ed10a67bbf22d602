import type { Dialect } from '../dialect.ts';

/** One step of the schema. Running it again on a database that has it changes nothing. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  statements(dialect: Dialect): readonly string[];
}
