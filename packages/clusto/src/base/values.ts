import { Buffer } from 'node:buffer';
import { isDate } from 'node:util/types';
import { failure } from './errors.ts';

/** What JSON can hold. Numbers are finite; objects are plain ones. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every value of an attribute but a relation to another entity. Integers beyond 2^53 − 1 are bigints. */
export type Scalar = bigint | Date | Json;

export type ScalarDatatype = 'int' | 'float' | 'bool' | 'string' | 'datetime' | 'json';

/** A scalar as three database columns; the ones its datatype does not use are null. */
export interface EncodedScalar {
  readonly datatype: ScalarDatatype;
  /** int: itself; bool: 0 or 1; datetime: microseconds since 1970-01-01T00:00:00Z. A number where that is exact, else a bigint. */
  readonly int: bigint | number | null;
  readonly float: number | null;
  /** string: itself; json: its canonical text. */
  readonly string: string | null;
}

const lowestInt = -(2n ** 63n);
const highestInt = 2n ** 63n - 1n;
const mostBytes = 2 ** 20;
const deepest = 100;
const microseconds = 1000n;

function shorten(value: unknown): unknown {
  // an object may be endless, which the message must not be
  if (Array.isArray(value)) return 'of an array';
  return typeof value === 'object' && value !== null && !isDate(value) ? 'of an object' : value;
}

function refuse(value: unknown, reason: string): never {
  throw failure('VALUE_INVALID', { value: shorten(value), reason });
}

function checkText(text: string): string {
  if (text.includes('\0')) refuse(text, 'a text cannot contain the NUL character'); // PostgreSQL cannot store it
  if (!text.isWellFormed()) refuse(text, 'it contains half a surrogate pair');
  if (text.length > mostBytes || Buffer.byteLength(text) > mostBytes) refuse(text, 'it is longer than 1 MiB');
  return text;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // not compared with Object.prototype: an object of another realm (a plug-in in a vm) is as plain
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

/** Checks and writes in one pass, so that what is stored is what was checked even if a getter changes its mind. */
class JsonWriter {
  readonly #whole: unknown;
  readonly #path = new Set<object>();
  #size = 0;

  constructor(whole: unknown) {
    this.#whole = whole;
  }

  write(value: unknown): string {
    if (typeof value === 'string') return this.#count(JSON.stringify(checkText(value)));
    if (value === null || typeof value === 'boolean') return this.#count(String(value));
    if (typeof value === 'number') return this.#count(this.#number(value));
    if (typeof value === 'object') return this.#nested(value);
    return refuse(this.#whole, `JSON cannot hold ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  }

  /** Stops while writing: shared parts can unfold to more than the memory holds. */
  #count(text: string): string {
    this.#size += text.length + 1;
    if (this.#size > mostBytes) refuse(this.#whole, 'its JSON text is longer than 1 MiB');
    return text;
  }

  #number(value: number): string {
    return Number.isFinite(value) ? JSON.stringify(value) : refuse(this.#whole, `JSON cannot hold ${value}`);
  }

  #nested(value: object): string {
    if (this.#path.has(value)) refuse(this.#whole, 'it contains itself');
    if (this.#path.size >= deepest) refuse(this.#whole, `it is nested more than ${deepest} levels deep`);
    this.#path.add(value);
    this.#count('{');
    const text = Array.isArray(value) ? this.#array(value) : this.#object(value);
    this.#path.delete(value);
    return text;
  }

  #array(value: readonly unknown[]): string {
    // Array.from: map would step over holes
    return `[${Array.from(value, (item) => this.write(item)).join(',')}]`;
  }

  #object(value: object): string {
    if (!isPlain(value)) refuse(this.#whole, 'JSON can hold plain objects and arrays only');
    if (Object.getOwnPropertySymbols(value).length > 0) refuse(this.#whole, 'JSON cannot hold symbols');
    // code unit order, as RFC 8785 section 3.2.3
    const entries = Object.keys(value)
      .sort()
      .map((key) => {
        if (key === '__proto__') refuse(this.#whole, 'the key __proto__ is not allowed');
        return `${this.write(key)}:${this.write((value as Record<string, unknown>)[key])}`;
      });
    return `{${entries.join(',')}}`;
  }
}

/**
 * JSON text with sorted keys and no blanks (RFC 8785), so that equal values have equal text.
 * @throws VALUE_INVALID for what JSON cannot hold, cycles, more than 100 levels, more than 1 MiB, the key `__proto__`.
 */
export function canonicalJson(value: unknown): string {
  const text = new JsonWriter(value).write(value);
  if (Buffer.byteLength(text) > mostBytes) refuse(value, 'its JSON text is longer than 1 MiB');
  return text;
}

function encodeInt(datatype: 'int' | 'datetime', value: bigint): EncodedScalar {
  const number = Number(value);
  return { datatype, int: Number.isSafeInteger(number) ? number : value, float: null, string: null };
}

function encodeNumber(value: number): EncodedScalar {
  if (Number.isSafeInteger(value)) return { datatype: 'int', int: value + 0, float: null, string: null }; // −0 becomes 0
  if (Number.isInteger(value)) refuse(value, 'a number is not exact beyond 2^53; use a bigint');
  if (!Number.isFinite(value)) refuse(value, 'it is not finite');
  return { datatype: 'float', int: null, float: value, string: null };
}

/**
 * The columns of a value. A number without fraction is an int, with one a float; null, arrays and plain objects are
 * json, of which the text is checked and kept.
 * @throws VALUE_INVALID for everything that has no datatype or is out of its bounds: integers of 64 signed bits, text up
 * to 1 MiB of UTF-8 without NUL, valid dates, JSON as in `canonicalJson`.
 */
export function encodeScalar(value: unknown): EncodedScalar {
  switch (typeof value) {
    case 'string':
      return { datatype: 'string', int: null, float: null, string: checkText(value) };
    case 'boolean':
      return { datatype: 'bool', int: value ? 1 : 0, float: null, string: null };
    case 'number':
      return encodeNumber(value);
    case 'bigint':
      if (value < lowestInt || value > highestInt) refuse(value, 'integers have 64 bits');
      return encodeInt('int', value);
    case 'object': {
      if (!isDate(value)) return { datatype: 'json', int: null, float: null, string: canonicalJson(value) };
      const time = value.getTime();
      if (Number.isNaN(time)) refuse(value, 'the date is not valid');
      return encodeInt('datetime', BigInt(time) * microseconds);
    }
    default:
      return refuse(value, `there is no datatype for ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  }
}

/**
 * The datatype under which a value is stored.
 * @throws VALUE_INVALID as `encodeScalar`.
 */
export function datatypeOf(value: unknown): ScalarDatatype {
  return encodeScalar(value).datatype;
}

function damaged(datatype: string, reason: string, cause?: unknown): never {
  throw failure('VALUE_DAMAGED', { datatype, reason }, cause);
}

function exactInt({ datatype, int }: EncodedScalar): bigint {
  if (typeof int === 'bigint') return int;
  return Number.isSafeInteger(int) ? BigInt(int as number) : damaged(datatype, 'its integer is missing or not exact');
}

function decodeInt(row: EncodedScalar): number | bigint {
  if (Number.isSafeInteger(row.int)) return row.int as number;
  const exact = exactInt(row);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

function decodeBool(row: EncodedScalar): boolean {
  const int = exactInt(row);
  return int === 0n || int === 1n ? int === 1n : damaged('bool', 'it is neither 0 nor 1');
}

function decodeDate(row: EncodedScalar): Date {
  const exact = exactInt(row);
  // rounded down like a clock, also before 1970: a Date has milliseconds, rows of the original may have more
  const rest = ((exact % microseconds) + microseconds) % microseconds;
  const date = new Date(Number((exact - rest) / microseconds));
  return Number.isNaN(date.getTime()) ? damaged('datetime', 'it is out of the range of dates') : date;
}

function decodeJson(text: string): Json {
  try {
    // `canonicalJson` writes no such key; if someone else did, a later Object.assign would change a prototype
    const isSuspect = text.includes('__proto__') || text.includes('\\u');
    const reviver = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);
    return (isSuspect ? JSON.parse(text, reviver) : JSON.parse(text)) as Json;
  } catch (cause) {
    return damaged('json', 'its text is not JSON', cause);
  }
}

/**
 * The value of a row, the inverse of `encodeScalar`: equal by `sameValue`, a bigint only beyond 2^53 − 1.
 * @throws VALUE_DAMAGED where the columns do not fit the datatype.
 */
export function decodeScalar(row: EncodedScalar): Scalar {
  switch (row.datatype) {
    case 'int':
      return decodeInt(row);
    case 'bool':
      return decodeBool(row);
    case 'datetime':
      return decodeDate(row);
    case 'float':
      return row.float ?? damaged('float', 'its number is missing');
    case 'string':
      return row.string ?? damaged('string', 'its text is missing');
    case 'json':
      return decodeJson(row.string ?? damaged('json', 'its text is missing'));
    default:
      return damaged(String(row.datatype), 'there is no such datatype');
  }
}

/**
 * Strict equality by datatype and value: 1 and 1n are the same, 1 and true are not; dates by time, json by content.
 * @throws VALUE_INVALID as `encodeScalar`.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  const one = encodeScalar(a);
  const other = encodeScalar(b);
  return (
    one.datatype === other.datatype && one.int === other.int && one.float === other.float && one.string === other.string
  );
}
