import { nearest } from '../base/did-you-mean.ts';
import { type Clusto } from '../operations/clusto.ts';
import { call } from '../operations/verbs/call.ts';
import { note } from './print.ts';

const meant = (near: readonly string[]): string => (near.length === 0 ? '' : `: did you mean ${near.join(', ')}?`);

/** Where a query finds nothing: tells of keys in it that no attribute has, and what they may have meant. */
export async function noteUnknownKeys(clusto: Clusto, query: string): Promise<void> {
  for (const { key, near } of await call(clusto, 'unknownKeys', query))
    note(`no attribute has the key ${key}${meant(near)}`);
}

/** Tells of attributes that a thing does not have, and what they may have meant. @param known what it has */
export function noteUnknownAttributes(name: string, wanted: readonly string[], known: readonly string[]): void {
  for (const one of wanted)
    if (!known.includes(one)) note(`${name} has no attribute ${one}${meant(nearest(one, known))}`);
}
