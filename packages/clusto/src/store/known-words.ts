import { existsSync } from 'node:fs';
import { visible } from './attribute-condition.ts';
import type { Connection, Dialect, SqlValue } from './dialect.ts';
import { distinctValues, lastFrom } from './distinct-values.ts';
import { parseDsn } from './dsn.ts';
import { namesFrom } from './names-from.ts';
import { openEngine } from './open-engine.ts';
import { now } from './rows.ts';

/** What a word may stand for in the database. */
export type WordKind = 'name' | 'driver' | 'type' | 'key' | 'actor';

/** Which words are wanted: those with a beginning, so many at most, and of names those of one type. */
export interface WordQuestion {
  readonly kind: WordKind;
  readonly begun: string;
  readonly most: number;
  /** Of a name: the type of the entity. */
  readonly type?: string;
}

const tables: Readonly<Record<Exclude<WordKind, 'name'>, readonly [table: string, column: string]>> = {
  driver: ['entity_states', 'driver'],
  type: ['entity_states', 'type'],
  key: ['attributes', 'key'],
  actor: ['versions', 'actor'],
};

/** One more than is wanted: the last of all, so that what all have in common is not taken from the first ones alone. */
async function namesOf(connection: Connection, first: string, last: string, most: number): Promise<string[]> {
  const rows = await connection.all<{ name: string }>(namesFrom, [now, first, last, most]);
  const names = rows.map(({ name }) => name);
  if (names.length < most) return names;
  const final = `select e.name from entity_states e where e.name >= $2 and e.name <= $3 and ${visible('e')} order by e.name desc limit 1`;
  const [row] = await connection.all<{ name: string }>(final, [now, first, last]);
  return [...new Set([...names, ...(row === undefined ? [] : [row.name])])];
}

function namesOfType(dialect: Dialect): string {
  const name = dialect.unindexed('e.name');
  return `select e.name as word from entity_states e where e.type = $2 and ${name} >= $3 and ${name} <= $4 and ${visible('e')}
    order by ${name} limit $5`;
}

type Words = (text: string, values: readonly SqlValue[]) => Promise<string[]>;

async function subkeysOf(words: Words, key: string, begun: string, most: number): Promise<string[]> {
  const subkeys = await words(distinctValues('attributes', 'subkey', 't.key = $4'), [
    begun,
    lastFrom(begun),
    most,
    key,
  ]);
  return subkeys.map((subkey) => `${key}.${subkey}`);
}

/** Keys; one that is clear with its subkeys. What begins with an underscore is kept by clusto itself. */
async function keys(words: Words, begun: string, most: number): Promise<string[]> {
  const dot = begun.indexOf('.');
  if (dot >= 0) return subkeysOf(words, begun.slice(0, dot), begun.slice(dot + 1), most);
  const all = await words(distinctValues(...tables.key), [begun, lastFrom(begun), most]);
  const found = all.filter((key) => !key.startsWith('_'));
  const [only, ...more] = found;
  return only === undefined || more.length > 0 ? found : [only, ...(await subkeysOf(words, only, '', most))];
}

function find(connection: Connection, dialect: Dialect, question: WordQuestion): Promise<string[]> {
  const { kind, begun, most, type } = question;
  const words: Words = async (text, values) =>
    (await connection.all<{ word: string }>(text, values)).map(({ word }) => word);
  if (kind === 'key') return keys(words, begun, most);
  if (kind !== 'name') return words(distinctValues(...tables[kind]), [begun, lastFrom(begun), most]);
  if (type !== undefined) return words(namesOfType(dialect), [now, type, begun, lastFrom(begun), most]);
  return namesOf(connection, begun, lastFrom(begun), most);
}

/**
 * Words of a database that begin in some way, sorted, without reading more of it than the answer, and without loading more than that
 * takes: for the completion of a command line.
 * @returns nothing where there is no database
 * @throws DSN_INVALID, DATABASE_UNAVAILABLE and the like
 */
export async function knownWords(dsn: string, question: WordQuestion, busyTimeout: number): Promise<string[]> {
  const address = parseDsn(dsn);
  if (address.kind === 'memory' || (address.kind === 'sqlite' && !existsSync(address.path))) return [];
  const engine = await openEngine(address, { busyTimeout, idleTimeout: busyTimeout, durability: 'full' }, 1);
  try {
    return await find(engine.reader, engine.dialect, question);
  } finally {
    await engine.close();
  }
}
