import type { ImportFindings } from './import-findings.ts';
import { type LegacyFact, relationOf } from './legacy-fact.ts';
import { type Lifetime, without } from './lifetime.ts';

const membershipKey = '_contains';

/** A place of a member in a container. */
export interface Membership extends Lifetime {
  readonly id: number;
  readonly container: number;
  readonly member: number;
  readonly number: number;
  readonly subkey: string | null;
}

/**
 * Takes the memberships out of the facts. A member is once in a container, and a rack unit has one device: whoever was there
 * first stays.
 */
export function placeMembers(
  facts: readonly LegacyFact[],
  altered: Set<number>,
  findings: ImportFindings,
  nameOf: (entity: number) => string,
): Membership[] {
  const taken = new Map<string, Lifetime[]>();
  return facts.flatMap((fact) => {
    const member = relationOf(fact);
    if (fact.key !== membershipKey || member === undefined) return [];
    const { id, entity: container, subkey, number, from, to } = fact;
    const row = { id, container, member, subkey, number: number ?? 0, from, to };
    const isUnit = subkey === 'ru';
    if (!isUnit && subkey !== null) return [row];
    const place = `${container}/${isUnit ? `ru/${number}` : member}`;
    const others = taken.get(place) ?? [];
    const part = without(row, others).at(-1);
    if (part === undefined || part.from !== from || part.to !== to) {
      altered.add(id);
      findings.add(
        isUnit ? 'unit-taken' : 'second-place',
        `${nameOf(member)} in ${nameOf(container)}${isUnit ? ` unit ${number}` : ''}`,
      );
    }
    if (part === undefined) return [];
    taken.set(place, [...others, part]);
    return [{ ...row, ...part }];
  });
}

/** The facts that are no memberships. */
export function besidesMembers(facts: readonly LegacyFact[]): LegacyFact[] {
  return facts.filter(({ key }) => key !== membershipKey);
}
