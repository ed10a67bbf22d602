import { failure } from '../../base/errors.ts';
import { decodeScalar, encodeScalar } from '../../base/values.ts';
import { IPManager, rangeKey } from '../../drivers/resources/ip-manager.ts';
import { isSecretText } from '../../base/secret.ts';
import { type Driver, type DriverClass } from '../../inventory/driver.ts';
import { coerceProperty } from '../../inventory/property.ts';
import { type Registry } from '../../inventory/registry.ts';
import { attributeAsText } from '../history/change.ts';
import { isSecretValue } from '../history/changed-value.ts';
import { valueAsText } from '../value-as-text.ts';
import { comparedKey, ownValue } from './applied-content.ts';
import { type DeclaredAttribute } from './declared-entity.ts';
import { entryInvalid } from './entry-problem.ts';
import { type DeclaredValue, declaredValue } from './file-value.ts';
import { isDerived } from './file-entity.ts';
import { type LiveAttribute } from './live-entity.ts';

/** The attributes of an entity by `key.subkey:number`, without what is written by something else than a file. */
export function slotsOf(thing: Driver, attributes: readonly LiveAttribute[]): Map<string, LiveAttribute[]> {
  return Map.groupBy(
    attributes.filter((row) => !isDerived(thing, row)),
    attributeAsText,
  );
}

/** Values as they are compared, several in their order. */
export const keysText = (keys: readonly string[]): string => JSON.stringify(keys);

/** @param fileName what the files call the entity that a relation points to */
export function liveKeys(rows: readonly LiveAttribute[], fileName: (present: string) => string): string[] {
  return rows.map((row) => {
    const value = declaredValue(row);
    return comparedKey(value.datatype === 'relation' ? { ...value, name: fileName(value.name) } : value);
  });
}

/** Values as they may be shown. */
export function shownValues(registry: Registry, { driver }: Driver, rows: readonly LiveAttribute[]): string {
  return rows
    .map(({ key, subkey, ...row }) => {
      const value = declaredValue(row);
      if (value.datatype === 'relation') return value.name;
      const scalar = decodeScalar(value);
      return isSecretValue(scalar, registry, { driver, key, subkey }) ? '(secret)' : valueAsText(scalar);
    })
    .join(', ');
}

/**
 * Values as they would be kept, once it is sure that a file may set them.
 * @throws KEY_RESERVED, MAC_INVALID, ARGUMENT_INVALID, ENTRY_INVALID
 */
export function keptValues(
  thing: Driver,
  { key, subkey, number, content }: DeclaredAttribute,
): readonly DeclaredValue[] {
  if (key === rangeKey && thing instanceof IPManager)
    throw failure('KEY_RESERVED', { key, instead: 'set baseip, netmask or gateway' });
  const { inventory } = thing;
  const property =
    subkey === 'property' ? ownValue(inventory.declaredProperties(thing.constructor as DriverClass), key) : undefined;
  return (content === 'secret' ? [] : content).map((value) => {
    if (value.datatype === 'relation') {
      thing.kept(key, subkey, null);
      return value;
    }
    const scalar = decodeScalar(value);
    const isSecret = property?.kind === 'secret';
    if (isSecret && !(typeof scalar === 'string' && isSecretText(scalar)))
      throw entryInvalid(
        `${attributeAsText({ key, subkey, number })} is a secret, which belongs into no file: write env:NAME, file:/path or {secret: kept}`,
      );
    if (property !== undefined) coerceProperty(key, property, scalar);
    // only texts are kept otherwise than they are written
    return typeof scalar === 'string'
      ? encodeScalar(thing.kept(key, subkey, scalar))
      : (thing.kept(key, subkey, scalar), value);
  });
}
