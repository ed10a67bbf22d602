import { scalarOf } from '../../inventory/attribute.ts';
import { type DriverAttribute } from '../../inventory/driver.ts';
import { type Registry } from '../../inventory/registry.ts';
import { type Session } from '../../inventory/session.ts';
import { type ChangedValue } from '../history/change.ts';
import { isSecretValue, shownValue } from '../history/changed-value.ts';

export type AttributeRow = Awaited<ReturnType<Session['reader']['state']['attributesOf']>>[number];

/** An attribute as JSON: integers beyond 2^53 are texts, relations names, secrets `(secret)`. */
export interface AttributeDocument {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly datatype: DriverAttribute['datatype'];
  readonly value: unknown;
  /** The version that wrote it. */
  readonly version: number;
  /** Whether it belongs to an allocation, and goes with it. */
  readonly isManaged: boolean;
}

/** The same with whose it is. */
export interface OwnedDocument extends AttributeDocument {
  readonly of: string;
}

const asJson = (value: ChangedValue): unknown =>
  typeof value === 'bigint' ? value.toString() : value instanceof Date ? value.toISOString() : value;

export function attributeDocument(registry: Registry, attribute: DriverAttribute): AttributeDocument {
  const { key, subkey, number, datatype, version, isManaged } = attribute;
  return { key, subkey, number, datatype, value: asJson(shownValue(registry, attribute)), version, isManaged };
}

/** The same of a row that was read with those of other entities. @param driver of the entity that has it */
export function documentOfRow(registry: Registry, driver: string, row: AttributeRow): AttributeDocument {
  const { key, subkey, number, datatype, since: version, managed, related } = row;
  const value: ChangedValue = datatype === 'relation' ? (related ?? '') : scalarOf(row);
  const isHidden = datatype !== 'relation' && isSecretValue(value, registry, { driver, key, subkey });
  return {
    key,
    subkey,
    number,
    datatype,
    value: isHidden ? '(secret)' : asJson(value),
    version,
    isManaged: managed === 1,
  };
}
