import { nearest } from '../base/did-you-mean.ts';
import { ClustoException } from '../base/errors.ts';
import { type Clusto } from '../operations/clusto.ts';
import { namesNear } from '../operations/names-near.ts';

type Candidates = (
  word: string,
  detail: ClustoException['detail'],
  clusto: Clusto,
) => Iterable<string> | Promise<Iterable<string>>;

/** By the code of an error: which of its details is the word that is unknown, and what there is instead. */
const unknownWords: Readonly<Record<string, readonly [detail: string, Candidates]>> = {
  ENTITY_NOT_FOUND: ['name', (word, _, clusto) => namesNear(clusto, word)],
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

/**
 * What a mistyped word may have meant, as a question; nothing for other errors.
 * @param clusto the view in which it was looked for
 */
export async function suggest(error: unknown, clusto: Clusto): Promise<string | undefined> {
  if (!(error instanceof ClustoException)) return undefined;
  const [detail, candidates] = unknownWords[error.code] ?? [];
  const word = detail === undefined ? undefined : error.detail[detail];
  if (typeof word !== 'string' || candidates === undefined) return undefined;
  const near = nearest(word, await candidates(word, error.detail, clusto));
  return near.length === 0 ? undefined : `did you mean ${near.join(', ')}?`;
}
