import type { NewAttribute } from '../store/writer.ts';
import { storedValue } from './attribute-filter.ts';
import { coerceProperty, type Properties } from './property.ts';
import { type SecretHome, storableSecret } from './read-secret.ts';

function defaults(declared: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(declared).map(([name, property]) => [name, property.default]));
}

/** What is stored at creation: every property that has a value. */
export function propertyAttributes(
  home: SecretHome,
  declared: Properties,
  given: Readonly<Record<string, unknown>>,
): NewAttribute[] {
  return Object.entries({ ...defaults(declared), ...given }).flatMap(([key, present]) => {
    const property = declared[key] as Properties[string];
    const value = coerceProperty(key, property, present);
    if (value === null) return [];
    const kept = property.kind === 'secret' ? storableSecret(home, value as string) : value;
    return [{ key, subkey: 'property', number: null, value: storedValue(kept) }];
  });
}
