import { createHash } from 'node:crypto';
import { type DeclaredValue, valueKey } from './file-value.ts';

/**
 * What a set of files has said of an entity, in the form in which it is kept and compared. Values are keys, which are equal
 * where the values are.
 */
export interface AppliedContent {
  /** Whether the set created it. */
  readonly created?: boolean;
  readonly driver?: string | undefined;
  /** By `key.subkey:number`. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** The rack units by container. */
  readonly places: Readonly<Record<string, readonly number[]>>;
  /** The far end by the near one, both as `endKey`. */
  readonly cables: Readonly<Record<string, string>>;
  /** As `claimKey`; one that the manager chooses can be there several times. */
  readonly allocations: readonly string[];
}

export const nothingApplied: AppliedContent = { attributes: {}, places: {}, cables: {}, allocations: [] };

/** What stands under a key, which can be one that every object has. */
export function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

const longestKey = 80;

/** A value as it is compared: long ones by their hash. */
export function comparedKey(value: DeclaredValue): string {
  const key = valueKey(value);
  return key.length <= longestKey ? key : `${value.datatype}#${createHash('sha256').update(key).digest('base64url')}`;
}

/** An end of a cable. */
export const endKey = (entity: string, port: string, number: number): string => JSON.stringify([entity, port, number]);

/** A resource of a manager; one that the manager chooses is null. */
export const claimKey = (manager: string, resource: string | null): string => JSON.stringify([manager, resource]);

export function contentText({ created, driver, ...lists }: AppliedContent): string {
  const said = Object.entries(lists).filter(([, one]) => Object.keys(one).length > 0);
  return JSON.stringify({ ...(created === true ? { created } : {}), driver, ...Object.fromEntries(said) });
}

export function readContent(text: string): AppliedContent {
  return { ...nothingApplied, ...(JSON.parse(text) as Partial<AppliedContent>) };
}

/** What was said before and what is said now, the latter where both say something. */
export function joinContents(before: AppliedContent, after: AppliedContent): AppliedContent {
  return {
    ...(before.created === true ? { created: true } : {}),
    driver: after.driver ?? before.driver,
    attributes: { ...before.attributes, ...after.attributes },
    places: { ...before.places, ...after.places },
    cables: { ...before.cables, ...after.cables },
    allocations: [...before.allocations, ...withoutThose(after.allocations, before.allocations)],
  };
}

/** What is in a list and not in another; what is there twice counts twice. */
export function withoutThose(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
