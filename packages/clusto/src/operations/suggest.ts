import { nearest } from '../base/did-you-mean.ts';
import type { ClustoException } from '../base/errors.ts';
import type { Clusto } from './clusto.ts';
import { whatBecame } from './history/what-became.ts';
import { namesNear } from './names-near.ts';

type Candidates = (
  word: string,
  detail: ClustoException['detail'],
  clusto: Clusto,
) => Iterable<string> | Promise<Iterable<string>>;

/** By the code of an error: which of its details is the word that is unknown, and what there is instead. */
const unknownWords: Readonly<Record<string, readonly [detail: string, Candidates]>> = {
  DRIVER_UNKNOWN: [
    'driver',
    // classes are written with capitals
    (word, _, { registry }) => registry.drivers.map(({ driverName, name }) => (/[A-Z]/.test(word) ? name : driverName)),
  ],
  TYPE_UNKNOWN: ['type', (_word, _, { registry }) => registry.types],
  PROPERTY_UNKNOWN: [
    'property',
    (_word, { driver }, clusto) => {
      const known = clusto.registry.drivers.find(({ driverName }) => driverName === driver);
      return known === undefined ? [] : Object.keys(clusto.declaredProperties(known));
    },
  ],
};

const question = (words: readonly string[]): string | undefined =>
  words.length === 0 ? undefined : `did you mean ${words.join(', ')}?`;

/** What became of a name that once was; else names like it, else some that begin with it. */
async function suggestName(name: string, clusto: Clusto): Promise<string | undefined> {
  const became = await whatBecame(clusto, name);
  if (became !== undefined) return `${became}.`;
  const near = nearest(name, await namesNear(clusto, name));
  if (near.length > 0 || name.length < 2) return question(near);
  return question(await clusto.reader.namesFrom(name, `${name}\u{10FFFF}`, 3));
}

/**
 * What a mistyped word may have meant, as a question; nothing for other errors.
 * @param clusto the view in which it was looked for
 */
export async function suggest(
  clusto: Clusto,
  { code, detail }: Pick<ClustoException, 'code' | 'detail'>,
): Promise<string | undefined> {
  if (code === 'ENTITY_NOT_FOUND') return suggestName(String(detail['name']), clusto);
  const [part, candidates] = unknownWords[code] ?? [];
  const word = part === undefined ? undefined : detail[part];
  if (typeof word !== 'string' || candidates === undefined) return undefined;
  return question(nearest(word, await candidates(word, detail, clusto)));
}
