import { failure } from '../base/errors.ts';
import type { Json } from '../base/values.ts';

/** A declared property of a driver: its type, what it is worth when nothing is stored, and what it means. */
export interface Property<Value> {
  readonly kind: 'text' | 'integer' | 'decimal' | 'flag' | 'json' | 'secret';
  readonly default: Value;
  readonly description: string;
}

/** The properties of a driver class by name. */
export type Properties = Readonly<Record<string, Property<unknown>>>;

/** What reading each property gives. */
export type PropertyValues<Declared extends Properties> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Property<infer Value> ? Value : never;
};

/** What can be given for each property when an entity is created. */
export type PropertyInput<Declared extends Properties> = {
  readonly [Name in keyof Declared]?: Declared[Name] extends Property<infer Value> ? Value | undefined : never;
};

export function text(description: string): Property<string | null>;
export function text(description: string, defaultValue: string): Property<string>;
export function text(description: string, defaultValue: string | null = null): Property<string | null> {
  return { kind: 'text', default: defaultValue, description };
}

export function integer(description: string): Property<number | null>;
export function integer(description: string, defaultValue: number): Property<number>;
export function integer(description: string, defaultValue: number | null = null): Property<number | null> {
  return { kind: 'integer', default: defaultValue, description };
}

export function decimal(description: string): Property<number | null>;
export function decimal(description: string, defaultValue: number): Property<number>;
export function decimal(description: string, defaultValue: number | null = null): Property<number | null> {
  return { kind: 'decimal', default: defaultValue, description };
}

export function flag(description: string, defaultValue: boolean): Property<boolean> {
  return { kind: 'flag', default: defaultValue, description };
}

export function json(description: string, defaultValue: Json = null): Property<Json> {
  return { kind: 'json', default: defaultValue, description };
}

/** A text that is stored sealed, or as a reference to where it is; `readSecret` gives what it stands for. */
export function secret(description: string): Property<string | null> {
  return { kind: 'secret', default: null, description };
}

const expected = {
  text: 'a text',
  integer: 'an integer',
  decimal: 'a number',
  flag: 'true or false',
  json: 'JSON',
  secret: 'a text',
} as const;

/**
 * A value as the property wants it: what was stored as text (by a command line, or by the original) is read as what it says.
 * @throws ARGUMENT_INVALID
 */
export function coerceProperty(name: string, property: Property<unknown>, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (property.kind === 'json') return value;
  if (property.kind === 'secret' && typeof value !== 'string')
    throw failure('ARGUMENT_INVALID', { argument: name, expected: expected.secret, value: '***' });
  if ((property.kind === 'text' || property.kind === 'secret') && typeof value === 'string') return value;
  if (property.kind === 'text' && (typeof value === 'number' || typeof value === 'bigint')) return String(value);
  if (property.kind === 'integer' && typeof value === 'bigint') return value;
  if (property.kind === 'integer' && typeof value === 'number' && Number.isInteger(value)) return value;
  if (property.kind === 'integer' && typeof value === 'boolean') return Number(value);
  if (property.kind === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  if (property.kind === 'decimal' && typeof value === 'number' && Number.isFinite(value)) return value;
  if (property.kind === 'decimal' && typeof value === 'bigint') return Number(value);
  if (property.kind === 'decimal' && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (property.kind === 'flag') {
    if (typeof value === 'boolean') return value;
    if (value === 0 || value === 1) return value === 1;
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
  }
  throw failure('ARGUMENT_INVALID', { argument: name, expected: expected[property.kind], value });
}
