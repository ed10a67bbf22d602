import { canonicalJson, type EncodedScalar, encodeScalar } from '../../base/values.ts';
import { refuseEntry } from './entry-problem.ts';
import { type Part, partAsValue } from './part.ts';

/** A value as a file declares it: as the database keeps it, but relations by the name of the entity. */
export type DeclaredValue = EncodedScalar | { readonly datatype: 'relation'; readonly name: string };

/** What the rows of attributes have of a value. */
interface ValueRow {
  readonly datatype: DeclaredValue['datatype'];
  readonly int: number | bigint | string | null;
  readonly float: number | null;
  readonly string: string | null;
  readonly related: string | null;
}

/** A value of a row, with integers as numbers where that is exact. */
export function declaredValue({ datatype, int, float, string, related }: ValueRow): DeclaredValue {
  if (datatype === 'relation') return { datatype, name: related ?? '' };
  const exact = typeof int === 'string' ? BigInt(int) : int;
  return {
    datatype,
    int: Number.isSafeInteger(Number(exact)) && exact !== null ? Number(exact) : exact,
    float,
    string,
  };
}

/** Equal for equal values. */
export function valueKey(value: DeclaredValue): string {
  if (value.datatype === 'relation') return `relation ${value.name}`;
  return `${value.datatype} ${value.int ?? value.float ?? value.string}`;
}

const second = 1_000_000n;

/** Microseconds since 1970 as ISO 8601 in UTC, to the millisecond or microsecond. */
function dateText(microseconds: bigint): string {
  const rest = ((microseconds % second) + second) % second;
  const whole = new Date(Number((microseconds - rest) / 1000n)).toISOString().replace(/\.000Z$/, '');
  const fraction = String(rest).padStart(6, '0').replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function readDate(text: string): bigint | undefined {
  const {
    day,
    time = '',
    fraction = '',
    zone = 'Z',
  } = /^(?<day>(?:[+-]\d{6}|\d{4})-\d\d-\d\d)(?:T(?<time>\d\d:\d\d(?::\d\d)?)(?:\.(?<fraction>\d{1,6}))?(?<zone>Z|[+-]\d\d:\d\d))?$/.exec(
    text,
  )?.groups ?? {};
  const milliseconds = Date.parse(`${day}T${time === '' ? '00:00' : time}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** A value as files and JSON have it: itself where its type is clear, else a map that says its type. */
export function fileValue(value: DeclaredValue): unknown {
  const { datatype } = value;
  if (datatype === 'relation') return { entity: value.name };
  const { int, float, string } = value;
  switch (datatype) {
    case 'string':
      return string;
    case 'bool':
      return int === 1;
    case 'datetime':
      return { datetime: dateText(BigInt(int ?? 0)) };
    case 'json':
      return { json: JSON.parse(string ?? 'null') as unknown };
    case 'float':
      return Number.isInteger(float) ? { float } : float;
    default:
      return typeof int === 'number' ? int : { int: String(int) };
  }
}

const readers: Readonly<Record<string, (part: Part) => DeclaredValue>> = {
  int: (part) => {
    const { value } = part.kind === 'scalar' ? part : { value: null };
    if (typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,19}$/.test(value)))
      return encodeScalar(BigInt(value));
    return refuseEntry(part, 'an integer is written 5, or {int: "5"}');
  },
  float: (part) => {
    const { value } = part.kind === 'scalar' ? part : { value: null };
    const float = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
    if (!Number.isFinite(float)) return refuseEntry(part, 'a float is written 1.5, or {float: 2}');
    return { datatype: 'float', int: null, float, string: null };
  },
  datetime: (part) => {
    const { value } = part.kind === 'scalar' ? part : { value: null };
    const time = typeof value === 'string' ? readDate(value) : undefined;
    if (time === undefined) return refuseEntry(part, 'a time is written {datetime: "2026-11-01T12:00:00Z"}');
    const whole = Number(time);
    return { datatype: 'datetime', int: Number.isSafeInteger(whole) ? whole : time, float: null, string: null };
  },
  json: (part) => ({ datatype: 'json', int: null, float: null, string: canonicalJson(partAsValue(part)) }),
  entity: (part) => {
    if (part.kind === 'scalar' && typeof part.value === 'string') return { datatype: 'relation', name: part.value };
    return refuseEntry(part, 'a relation is written {entity: NAME}');
  },
};

/** The types that a value can be told to be. */
export const valueForms: readonly string[] = Object.keys(readers);

/**
 * A value out of a file. @throws ENTRY_INVALID, VALUE_INVALID
 */
export function readFileValue(part: Part): DeclaredValue {
  if (part.kind === 'scalar') {
    if (part.value === null) return refuseEntry(part, 'there is no value; the value null is written {json: null}');
    return encodeScalar(part.value);
  }
  if (part.kind === 'list')
    return refuseEntry(part, 'several values are written {values: […]}, and a list that is one value {json: […]}');
  const [[form, value] = ['', part], ...more] = part.entries;
  const read = Object.hasOwn(readers, form) ? readers[form] : undefined;
  if (read === undefined || more.length > 0)
    return refuseEntry(
      part,
      `a map says the type of one value (${valueForms.join(', ')}); as a value it is written {json: {…}}`,
    );
  return read(value);
}
