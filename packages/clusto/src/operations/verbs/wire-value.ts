import { catalogue, type ErrorCode } from '../../base/error-catalogue.ts';
import { ClustoException, failure, toldFailure } from '../../base/errors.ts';
import { Driver } from '../../inventory/driver.ts';

/** An entity as it is told: the one of this id, whatever its name is by now. */
export interface EntityReference {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

/** A value that JSON has no word for is an object with this key, which says what it is. */
const mark = '$';

const tagged = (what: string, value?: unknown): unknown => ({ [mark]: what, value });

/** The values of an exception that are plain. */
const plainDetail = (detail: ClustoException['detail']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(detail).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );

function encodeObject(value: object): unknown {
  if (value instanceof Date) return tagged('date', value.getTime());
  if (value instanceof Uint8Array) return tagged('bytes', Buffer.from(value).toString('base64'));
  if (value instanceof RegExp) return tagged('pattern', [value.source, value.flags]);
  if (value instanceof Map) return tagged('map', encodeValue([...value]));
  if (value instanceof Set) return tagged('set', encodeValue([...value]));
  if (value instanceof AbortSignal) return tagged('undefined');
  if (value instanceof Driver) {
    const { id, name, type, driver } = value;
    return tagged('entity', { id, name, type, driver });
  }
  if (value instanceof Error) {
    const isKnown = value instanceof ClustoException;
    const { code, detail } = isKnown ? value : { code: 'UNEXPECTED', detail: {} };
    return tagged('error', { code, message: value.message, detail: plainDetail(detail) });
  }
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(encodeValue);
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return encodeValue(Reflect.apply(value.toJSON, value, []));
  const parts = Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined && typeof part !== 'function' && !(part instanceof AbortSignal))
      .map(([name, part]) => [name, encodeValue(part)]),
  );
  return Object.hasOwn(parts, mark) ? tagged('object', parts) : parts;
}

/**
 * A value as JSON that `decodeValue` makes the same of again: also times, big integers, bytes, maps, errors and entities. What
 * cannot go over a wire (functions, signals) is undefined there.
 */
export function encodeValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON has one zero, no infinity, and no NaN
      if (Object.is(value, -0)) return tagged('number', '-0');
      return Number.isFinite(value) ? value : tagged('number', String(value));
    case 'bigint':
      return tagged('bigint', value.toString());
    case 'object':
      return value === null ? null : encodeObject(value);
    default:
      return tagged('undefined');
  }
}

const invalid = (what: unknown): ClustoException =>
  failure('REQUEST_INVALID', { reason: `a value that is marked as ${String(what)} is none` });

/** How a value is read that was told. */
export interface Telling {
  /** Makes an entity of what is told of it. */
  readonly entity: (reference: EntityReference) => unknown;
  /** Whether a server says it; only then it may have errors and patterns in it. */
  readonly isAnswer: boolean;
}

function decodeAnswered(what: unknown, value: object): unknown {
  const { code, message, detail } = value as { code?: unknown; message?: unknown; detail?: unknown };
  if (what === 'error' && typeof code === 'string' && Object.hasOwn(catalogue, code))
    return toldFailure(code as ErrorCode, String(message), detail as Readonly<Record<string, unknown>>);
  if (what === 'pattern' && Array.isArray(value)) return new RegExp(String(value[0]), String(value[1]));
  throw invalid(what);
}

function decodeTagged(what: unknown, value: unknown, telling: Telling): unknown {
  if (what === 'undefined') return undefined;
  if (what === 'date' && typeof value === 'number') return new Date(value);
  if (what === 'bytes' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (what === 'number' && typeof value === 'string') return Number(value);
  if (what === 'bigint' && typeof value === 'string' && /^-?\d{1,100}$/.test(value)) return BigInt(value);
  if (typeof value !== 'object' || value === null) throw invalid(what);
  if (what === 'map' && isPairs(value)) return new Map(decodeValue(value, telling) as [unknown, unknown][]);
  if (what === 'set' && Array.isArray(value)) return new Set(decodeValue(value, telling) as unknown[]);
  if (what === 'object') return decodeParts(value, telling);
  if (what === 'entity' && isReference(value)) return telling.entity(value);
  if (telling.isAnswer) return decodeAnswered(what, value);
  throw invalid(what);
}

const isPairs = (value: object): boolean => Array.isArray(value) && value.every((pair) => Array.isArray(pair));

const isReference = (value: object): value is EntityReference =>
  'id' in value && Number.isSafeInteger(value.id) && 'name' in value && typeof value.name === 'string';

const decodeParts = (value: object, telling: Telling): object =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decodeValue(part, telling)]));

/** What `encodeValue` was given. @throws REQUEST_INVALID */
export function decodeValue(value: unknown, telling: Telling): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => decodeValue(part, telling));
  if (!Object.hasOwn(value, mark)) return decodeParts(value, telling);
  const { [mark]: what, value: content } = value as Record<string, unknown>;
  return decodeTagged(what, content, telling);
}
