import type { EncodedScalar } from '../../base/values.ts';
import type { Lifetime } from './lifetime.ts';

/** An attribute on its way: an import shortens lifetimes, joins rows and corrects values before it writes any. */
export interface LegacyFact extends Lifetime {
  readonly id: number;
  readonly entity: number;
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  value: EncodedScalar | { readonly datatype: 'relation'; readonly relation: number };
  managed: boolean;
  from: number;
  to: number;
}

/** The entity that a fact points to. */
export function relationOf({ value }: LegacyFact): number | undefined {
  return value.datatype === 'relation' ? value.relation : undefined;
}

/** The integer that a fact is, where that is exact. */
export function intOf({ value }: LegacyFact): number | undefined {
  return value.datatype === 'int' && typeof value.int === 'number' ? value.int : undefined;
}

/** Facts by the attribute number they share: a port, or a resource with what belongs to it. */
export function byPlace(facts: readonly LegacyFact[]): Map<string, LegacyFact[]> {
  const places = new Map<string, LegacyFact[]>();
  for (const fact of facts) {
    const place = placeOf(fact.entity, fact.key, fact.number);
    const present = places.get(place);
    if (present) present.push(fact);
    else places.set(place, [fact]);
  }
  return places;
}

export function placeOf(entity: number, key: string, number: number | null): string {
  return `${entity}/${key}/${number}`;
}

/** Whether a fact is about a port of a device. */
export function isOfPort({ key, number }: LegacyFact): boolean {
  return key.startsWith('port-') && number !== null;
}

/** The port that a fact is about, as people name it. */
export function portText({ entity, key, number }: LegacyFact, nameOf: (entity: number) => string): string {
  return `${nameOf(entity)} ${key.replace(/^port-/, '')} ${number}`;
}
