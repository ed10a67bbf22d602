import { type AttributeValue } from '../inventory/driver.ts';
import { Entity } from '../inventory/entity.ts';

/** A value as a line of output shows it: an entity by its name, a date in ISO 8601, arrays and objects as JSON. */
export function valueAsText(value: AttributeValue): string {
  if (value instanceof Entity) return value.name;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
