import { isSecretReference, isSecretText } from '../../base/secret.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import { type DriverAttribute } from '../../inventory/driver.ts';
import { Entity } from '../../inventory/entity.ts';
import { type Registry } from '../../inventory/registry.ts';
import { type ChangedValue, type ValueAndEntity } from './change.ts';
import { type Comparison } from './comparison.ts';
import { type RecordSet } from './entity-names.ts';

export type AttributeRecord = RecordSet['attributes'][number];

/** What stands for a secret, sealed or not. */
const hidden = '(secret)';

interface Place {
  readonly driver: string;
  readonly key: string;
  readonly subkey: string | null;
}

/** Whether a driver says that what stands in a place is secret. */
export function isSecretPlace(registry: Registry, { driver, key, subkey }: Place): boolean {
  return subkey === 'property' && registry.properties(registry.classFor(driver))[key]?.kind === 'secret';
}

/** Whether a value is not to be shown; a reference to where a secret is tells nothing of it. */
export function isSecretValue(value: ChangedValue, registry: Registry, place: Place): boolean {
  if (typeof value === 'string' && isSecretText(value)) return !isSecretReference(value);
  return isSecretPlace(registry, place);
}

function unlessSecret(value: ChangedValue, registry: Registry, place: Place): ChangedValue {
  return isSecretValue(value, registry, place) ? hidden : value;
}

/** The value of a row as it may be shown. */
export function changedValue(row: AttributeRecord, version: number, { names, registry }: Comparison): ChangedValue {
  if (row.relation !== null) return names.at(row.relation, version).name;
  const { key, subkey } = row;
  return unlessSecret(scalarOf(row), registry, { driver: names.at(row.entity, version).driver, key, subkey });
}

/** The same, with the entity that it is, where it is a relation. */
export function changedTo(row: AttributeRecord, version: number, comparison: Comparison): ValueAndEntity {
  const value = changedValue(row, version, comparison);
  return row.relation === null ? { value } : { value, related: comparison.names.at(row.relation, version) };
}

/** The value of an attribute as it may be shown. */
export function shownValue(registry: Registry, { entity, key, subkey, value }: DriverAttribute): ChangedValue {
  if (value instanceof Entity) return value.name;
  return unlessSecret(value, registry, { driver: entity.driver, key, subkey });
}

/** What a row says, without when: equal for rows that say the same. */
export function contentOf(row: AttributeRecord): string {
  const { entity, key, subkey, number, datatype, int, float, string, relation, managed } = row;
  const whole = int === null ? null : String(int);
  return JSON.stringify([entity, key, subkey, number, datatype, whole, float, string, relation, managed]);
}
