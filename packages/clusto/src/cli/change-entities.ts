import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from '../operations/clusto.ts';
import { chooseEntities } from './choose-entities.ts';
import { type ChangeOptions } from './options.ts';
import { note } from './print.ts';
import { withInventory } from './with-inventory.ts';

/** More names than these are only counted. */
const mostShown = 20;

/** A list of things for people, however many there are. */
export function namesAsText(things: readonly { readonly name: string }[]): string {
  const names = things.slice(0, mostShown).map(({ name }) => name);
  const more = things.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
}

/**
 * Asks before things are changed that a query found and nobody named, unless there is only one or `--yes` was given.
 * @param verb what the question begins with: `Delete`
 * @throws CANCELLED
 */
export async function agreeTo(
  verb: string,
  things: readonly { readonly name: string }[],
  { query, yes }: Pick<ChangeOptions, 'query' | 'yes'>,
): Promise<void> {
  if (query === undefined || things.length < 2 || yes === true) return;
  note(`found: ${namesAsText(things)}`);
  const { confirm } = await import('./confirm.ts');
  await confirm(`${verb} these ${things.length}?`);
}

/** Whether there is something to do; if not, that is told. */
export function isAny(things: readonly unknown[], { query }: Pick<ChangeOptions, 'query'>): boolean {
  if (things.length === 0) note(`nothing to do: no entity is found by ${query}`);
  return things.length > 0;
}

/**
 * Changes the entities that a command line means, as one version. What a query found is shown and asked for first; with
 * `--dry-run` everything is done, told and undone.
 * @param verb as in `agreeTo`
 * @returns what `work` gave; undefined where there was nothing to change
 * @throws CANCELLED, USAGE, QUERY_INVALID, ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, and what `work` throws
 */
export function changeEntities<T>(
  verb: string,
  terms: readonly string[],
  options: ChangeOptions,
  work: (clusto: Clusto, things: readonly Driver[]) => Promise<T>,
): Promise<T | undefined> {
  const { message, dryRun } = options;
  return withInventory(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    if (!isAny(things, options)) return undefined;
    if (dryRun === true) {
      const { rehearse } = await import('../operations/rehearse.ts');
      const result = await rehearse(clusto, () => work(clusto, things));
      note('dry run: nothing was changed');
      return result;
    }
    // asked before the transaction, in which nobody has to wait for a person
    await agreeTo(verb, things, options);
    return clusto.transaction(message === undefined ? {} : { message }, () => work(clusto, things));
  });
}
