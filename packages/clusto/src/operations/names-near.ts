import { type Session } from '../inventory/session.ts';

/** In an inventory of at most so many entities, every name is compared. */
const few = 2000;
/** So many names are read that begin as the word does. */
const neighbours = 200;
/** Longer words are not tried letter by letter. */
const longest = 64;
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-._'.split('');

/** Every text that is one slip away: a letter missing, too much, another one, or two that changed places. */
function slips(word: string): string[] {
  const ends = Array.from({ length: word.length + 1 }, (_, at) => [word.slice(0, at), word.slice(at)] as const);
  return ends.flatMap(([head, tail]) => [
    head + tail.slice(1),
    ...(tail.length > 1 ? [`${head}${tail[1]}${tail[0]}${tail.slice(2)}`] : []),
    ...letters.flatMap((letter) => [head + letter + tail, ...(tail === '' ? [] : [head + letter + tail.slice(1)])]),
  ]);
}

/**
 * Names that a mistyped one may have meant: all of a small inventory; of a large one those that are one slip away, and some
 * that begin alike. What that costs does not grow with the inventory.
 */
export async function namesNear(inventory: Session, word: string): Promise<string[]> {
  const { reader } = inventory;
  const all = await reader.namesFrom('', '\u{10FFFF}', few + 1);
  if (all.length <= few) return all;
  if (word.length > longest) return [];
  const alike = await reader.entities({
    names: [...new Set([...slips(word), word.toLowerCase(), word.toUpperCase()])],
  });
  const begin = word.slice(0, -2);
  const beside = begin === '' ? [] : await reader.namesFrom(begin, `${begin}\u{10FFFF}`, neighbours);
  return [...alike.map(({ name }) => name), ...beside];
}
