import { type Command, Option } from 'commander';
import { failure } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from '../operations/clusto.ts';
import { type EntityTerm } from '../operations/find-entity.ts';
import { call } from '../operations/verbs/call.ts';
import { messageOption, dryRunOption, type EntitiesOptions, queryOption, yesOption } from './options.ts';
import { noteUnknownKeys } from './note-unknown.ts';
import { pointAtQuery } from './point-at-query.ts';

/** How an entity can be written. */
export const entityTerm = 'name, IP address, MAC address or serial number';

/** Lets a command take entities by name and by query. @param name what one is called in the usage */
export const takesEntities = (command: Command, name = 'entity', description: string = entityTerm): Command =>
  command.argument(`[${name}...]`, description).addOption(queryOption());

/** The same for a command that changes them: it asks before what a query found is changed. */
export const changesEntities = (command: Command, name?: string, description?: string): Command =>
  takesEntities(command, name, description).addOption(dryRunOption()).addOption(yesOption()).addOption(messageOption());

/** Lets a command take one entity by name, or by a query that finds just one. */
export const takesEntity = (command: Command, name = 'entity', description: string = entityTerm): Command =>
  command
    .argument(`[${name}]`, description)
    .addOption(
      new Option('--query <query>', 'the one that this query finds; `clusto query --help` explains the language'),
    );

/** The type that queries mean where they do not say one themselves: `query.type`, or CLUSTO_TYPE_FILTER. */
export function queriedType(clusto: Clusto): string | undefined {
  const { type } = clusto.settings('query');
  return typeof type === 'string' && type !== '' ? type : undefined;
}

/**
 * The entities that a command line means: those that are named and those that `--query` finds, each once. A query that
 * finds nothing means nothing.
 * @throws USAGE where there is neither a name nor a query; QUERY_INVALID, ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
export async function chooseEntities(
  clusto: Clusto,
  terms: readonly EntityTerm[],
  { query }: EntitiesOptions,
): Promise<Driver[]> {
  if (terms.length === 0 && query === undefined)
    throw failure('USAGE', { reason: 'Which ones? Name them, or give a --query that finds them.' });
  const things = await pointAtQuery(query, () =>
    call(clusto, 'findEntities', terms, { query, type: queriedType(clusto) }),
  );
  if (things.length === 0 && query !== undefined) await noteUnknownKeys(clusto, query);
  return things;
}

/** How many of those that a query finds are named where it may only find one. */
const namedAtMost = 5;

/**
 * The one entity that a command line means.
 * @throws USAGE where it is both named and asked for, or neither; QUERY_INVALID, ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
export async function chooseEntity(
  clusto: Clusto,
  term: string | undefined,
  { query }: EntitiesOptions,
): Promise<Driver> {
  if ((term === undefined) === (query === undefined))
    throw failure('USAGE', { reason: 'Which one? Name it, or give a --query that finds it.' });
  const [thing, ...more] = await chooseEntities(clusto, term === undefined ? [] : [term], { query });
  if (thing === undefined) throw failure('ENTITY_NOT_FOUND', { name: `An entity with ${query}` });
  if (more.length === 0) return thing;
  const names = [thing, ...more.slice(0, namedAtMost - 1)].map(({ name }) => name);
  const others = more.length + 1 - names.length;
  throw failure('ENTITY_AMBIGUOUS', { term: query, things: others === 0 ? names : [...names, `and ${others} others`] });
}

/**
 * For commands that take an entity and more words: with `--query` there is no entity to name, and all words are the others.
 */
export function splitWords(
  first: string | undefined,
  others: readonly string[],
  { query }: EntitiesOptions,
): [terms: string[], others: string[]] {
  const words = first === undefined ? [] : [first];
  return query === undefined ? [words, [...others]] : [[], [...words, ...others]];
}
