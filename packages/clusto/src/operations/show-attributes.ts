import { type Driver, type DriverAttribute } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';
import { type AttributeParts, filterOf } from './attribute-reference.ts';

/** An attribute with the name of whom it was read; merged, it can be of a container. */
export interface ShownAttribute {
  readonly of: string;
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly datatype: DriverAttribute['datatype'];
  /** As JSON has it; a secret as it is sealed. */
  readonly value: unknown;
}

export interface ShowAttributesParams {
  /** Whether those of containers are shown, too. */
  readonly merge?: boolean | undefined;
  /** Which one, where no attribute is named; true for any that has one. */
  readonly number?: number | true | undefined;
}

export const shownAttribute = (of: string, one: DriverAttribute): ShownAttribute => ({
  of,
  key: one.key,
  subkey: one.subkey,
  number: one.number,
  datatype: one.datatype,
  value: one.toJSON()['value'],
});

/** The attributes of things that are named, or all visible ones; each once. @throws ARGUMENT_INVALID, ENTITY_NOT_FOUND */
export async function showAttributes(
  inventory: Session,
  things: readonly Driver[],
  attributes: readonly AttributeParts[],
  { merge, number }: ShowAttributesParams = {},
): Promise<ShownAttribute[]> {
  const merged = merge === true ? { mergeContainerAttrs: true } : {};
  const filters = await Promise.all(attributes.map((parts) => filterOf(inventory, parts)));
  const wanted = filters.length === 0 ? [number === undefined ? {} : { number }] : filters;
  const each = things.map(async (thing) => {
    const lists = await Promise.all(wanted.map((filter) => thing.attrs({ ...filter, ...merged })));
    const distinct = new Map(lists.flat().map((one) => [one.id, one]));
    return [...distinct.values()].map((one) => shownAttribute(thing.name, one));
  });
  return (await Promise.all(each)).flat();
}

/** What the visible attributes of a thing are called: keys, and keys with their subkeys. */
export async function attributeNames(thing: Driver): Promise<string[]> {
  const attributes = await thing.attrs();
  return [...new Set(attributes.flatMap(({ key, subkey }) => (subkey === null ? [key] : [key, `${key}.${subkey}`])))];
}
