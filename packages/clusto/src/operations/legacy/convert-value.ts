import { ClustoException } from '../../base/errors.ts';
import type { LegacyAttribute } from '../../base/legacy-database.ts';
import { encodeScalar, type EncodedScalar } from '../../base/values.ts';
import { incomingValue } from '../../inventory/incoming.ts';
import type { FindingKind } from './import-findings.ts';

/** A value as it is stored here, and what there is to say of it. */
export interface ConvertedValue {
  readonly value: EncodedScalar;
  readonly finding?: FindingKind;
}

/** Microseconds since 1970 of `YYYY-MM-DD HH:MM:SS[.ffffff]`; undefined for what is no time. */
export function microsecondsOf(text: string): bigint | undefined {
  const [, date, time = '00:00:00', fraction = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/.exec(text) ?? [];
  const seconds = date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

const plain = (value: unknown): ConvertedValue => ({ value: encodeScalar(value) });

function convertText(subkey: string | null, given: string): ConvertedValue {
  const text = given.replaceAll('\0', '');
  const finding: FindingKind | undefined = text === given ? undefined : 'nul-character';
  try {
    const kept = incomingValue(subkey, text);
    return { value: encodeScalar(kept), ...(kept === text ? {} : { finding: 'mac' as const }), ...found(finding) };
  } catch (error) {
    if (!(error instanceof ClustoException && error.code === 'MAC_INVALID')) throw error;
    return { value: encodeScalar(text), finding: 'not-a-mac' };
  }
}

const found = (finding: FindingKind | undefined): { finding?: FindingKind } =>
  finding === undefined ? {} : { finding };

/** Python writes NaN and Infinity, and integers of any length. */
function convertJson(text: string): ConvertedValue {
  try {
    const value: unknown = JSON.parse(text);
    if (!holdsUnsafe(value)) return plain(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { value: encodeScalar(text), finding: 'json-as-text' };
}

function holdsUnsafe(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnsafe);
}

function convertDate(text: string): ConvertedValue | undefined {
  const time = microsecondsOf(text);
  if (time === undefined) return undefined;
  return { value: { ...encodeScalar(time), datatype: 'datetime' } };
}

function convertInt(text: string): ConvertedValue | undefined {
  return /^-?\d{1,20}$/.test(text) ? plain(BigInt(text)) : undefined;
}

const columns = { int: 'int', string: 'string', json: 'string', datetime: 'datetime' } as const;

/**
 * The value of a row that is no relation (behaviour spec section 1.3). Where there is none, it is null, as the original
 * reads it.
 * @returns undefined for what cannot be stored
 */
export function convertValue(row: LegacyAttribute): ConvertedValue | undefined {
  try {
    const { datatype } = row;
    if (datatype !== 'int' && datatype !== 'string' && datatype !== 'json' && datatype !== 'datetime') {
      const text = row.string ?? row.int ?? row.datetime;
      return text === null ? undefined : { ...convertText(row.subkey, text), finding: 'unknown-datatype' };
    }
    const text = row[columns[datatype]];
    if (text === null) return plain(null);
    if (datatype === 'string') return convertText(row.subkey, text);
    if (datatype === 'json') return convertJson(text);
    return datatype === 'int' ? convertInt(text) : convertDate(text);
  } catch (error) {
    if (error instanceof ClustoException) return undefined;
    throw error;
  }
}
