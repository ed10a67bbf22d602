import type { EntityTerm } from '../store/entity-term.ts';

/** On what of others than an entity itself it depends whether the entity meets a condition. */
export interface TermReach {
  /** Types of containers whose name is looked at. */
  readonly containerTypes: ReadonlySet<string>;
  /** Keys of attributes that are looked at of containers. */
  readonly containerKeys: ReadonlySet<string>;
  /** Keys of all attributes whose value is looked at: where that is a relation, it is by the name of its entity. */
  readonly keys: ReadonlySet<string>;
  /** Keys of all attributes that are asked for. */
  readonly namedKeys: ReadonlySet<string>;
  /** Whether it matters what an entity is in. */
  readonly isContextual: boolean;
}

interface Found {
  readonly containerTypes: Set<string>;
  readonly containerKeys: Set<string>;
  readonly keys: Set<string>;
  readonly namedKeys: Set<string>;
}

function collect(term: EntityTerm, found: Found, isOfContainer: boolean): void {
  if ('all' in term) for (const part of term.all) collect(part, found, isOfContainer);
  else if ('any' in term) for (const part of term.any) collect(part, found, isOfContainer);
  else if ('not' in term) collect(term.not, found, isOfContainer);
  else if ('inside' in term) {
    found.containerTypes.add(term.inside);
    if (term.marked !== undefined) collect(term.marked, found, true);
  } else if ('attribute' in term) {
    found.namedKeys.add(term.attribute.key);
    if (term.test !== undefined) found.keys.add(term.attribute.key);
    if (isOfContainer || term.isMerged === true) found.containerKeys.add(term.attribute.key);
  }
}

/** What a condition looks at beside the entity itself. */
export function termReach(term: EntityTerm): TermReach {
  const found: Found = { containerTypes: new Set(), containerKeys: new Set(), keys: new Set(), namedKeys: new Set() };
  collect(term, found, false);
  return { ...found, isContextual: found.containerTypes.size > 0 || found.containerKeys.size > 0 };
}
