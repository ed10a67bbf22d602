import { nearest } from '../base/did-you-mean.ts';
import { ClustoException } from '../base/errors.ts';
import { type Clusto } from '../operations/clusto.ts';

async function candidates(error: ClustoException, clusto: Clusto): Promise<[word: unknown, candidates: string[]]> {
  const { drivers, types } = clusto.registry;
  if (error.code === 'ENTITY_NOT_FOUND')
    return [error.detail['name'], (await clusto.getEntities()).map(({ name }) => name)];
  if (error.code === 'DRIVER_UNKNOWN') return [error.detail['driver'], drivers.map(({ driverName }) => driverName)];
  if (error.code === 'TYPE_UNKNOWN') return [error.detail['type'], types];
  return [undefined, []];
}

/** What a mistyped name may have meant, as a question; nothing for other errors. */
export async function suggest(error: unknown, clusto: Clusto): Promise<string | undefined> {
  if (!(error instanceof ClustoException)) return undefined;
  const [word, names] = await candidates(error, clusto);
  const near = typeof word === 'string' ? nearest(word, names) : [];
  return near.length === 0 ? undefined : `did you mean ${near.join(', ')}?`;
}
