import { failure } from '../base/errors.ts';
import { type AttributeValue } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';

/** What a value on a command line can be told to be. */
export const valueTypes = ['auto', 'string', 'int', 'float', 'bool', 'datetime', 'json', 'relation'] as const;
export type ValueType = (typeof valueTypes)[number];

const intPattern = /^-?(?:0|[1-9]\d*)$/;
const floatPattern = /^-?(?:\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+)$/i;

function wrong(text: string, expected: string, cause?: unknown): never {
  throw failure('ARGUMENT_INVALID', { argument: 'the value', expected, value: text }, cause);
}

function readJson(text: string): AttributeValue {
  try {
    return JSON.parse(text) as AttributeValue;
  } catch (error) {
    return wrong(text, 'JSON', error);
  }
}

function readInt(text: string): AttributeValue {
  if (!/^-?\d+$/.test(text)) return wrong(text, 'an integer');
  const value = BigInt(text);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readDate(text: string): AttributeValue {
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) throw failure('TIME_INVALID', { value: text });
  return time;
}

/** What a text looks like: an integer or a float without leading zeros, true, false, a JSON array or object, else a text. */
function guess(text: string): AttributeValue {
  if (intPattern.test(text)) return readInt(text);
  if (floatPattern.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!/^(?:\[.*\]|\{.*\})$/s.test(text)) return text;
  try {
    return JSON.parse(text) as AttributeValue;
  } catch {
    return text;
  }
}

const readers: Readonly<Record<Exclude<ValueType, 'relation'>, (text: string) => AttributeValue>> = {
  auto: guess,
  string: (text) => text,
  int: readInt,
  float: (text) => (text.trim() === '' || !Number.isFinite(Number(text)) ? wrong(text, 'a number') : Number(text)),
  bool: (text) => (text === 'true' || text === 'false' ? text === 'true' : wrong(text, 'true or false')),
  datetime: readDate,
  json: readJson,
};

/**
 * A value from its text.
 * @throws ARGUMENT_INVALID, TIME_INVALID for a text that is not of the type; ENTITY_NOT_FOUND for a relation
 */
export async function readValue(inventory: Session, text: string, type: ValueType = 'auto'): Promise<AttributeValue> {
  return type === 'relation' ? inventory.getByName(text) : readers[type](text);
}
