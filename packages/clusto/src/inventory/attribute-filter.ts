import { isDate } from 'node:util/types';
import { failure } from '../base/errors.ts';
import { checkNumber } from '../base/names.ts';
import { encodeScalar, type Scalar } from '../base/values.ts';
import type { AttributeCondition } from '../store/attribute-condition.ts';
import type { StoredValue } from '../store/rows.ts';
import type { Attribute } from './attribute.ts';
import { Entity } from './entity.ts';
import { incomingFilterValue } from './incoming.ts';

/**
 * Which attributes are meant (behaviour spec section 3). What is left out does not restrict.
 */
export interface AttributeFilter {
  readonly key?: string | null | undefined;
  /** `null` is: without subkey. */
  readonly subkey?: string | null | undefined;
  /** A number, `true` for any number, `false` or `null` for none. */
  readonly number?: number | boolean | null | undefined;
  /** By datatype and content. */
  readonly value?: Scalar | Entity | undefined;
  /** Key, subkey and text values are regular expressions, matched from their beginning. */
  readonly regex?: boolean | undefined;
  /** In key and subkey, `*` stands for any characters. */
  readonly glob?: boolean | undefined;
  /** Leaves out keys that begin with an underscore, unless `key` begins with one. Default true. */
  readonly ignoreHidden?: boolean | undefined;
  /** Sorts by key; equal keys stay in the order of writing. Default true. */
  readonly sortByKeys?: boolean | undefined;
  /** Also the attributes of all containers: own first, then nearest container first. */
  readonly mergeContainerAttrs?: boolean | undefined;
  /** Relations to entities of these types only: type names, driver classes or things. */
  readonly clustoTypes?: readonly unknown[] | undefined;
  /** Relations to entities of these drivers only, exactly. */
  readonly clustoDrivers?: readonly unknown[] | undefined;
  /** Dates from this time on; needs `endTimestamp`. */
  readonly startTimestamp?: Date | undefined;
  /** Dates up to this time; needs `startTimestamp`. */
  readonly endTimestamp?: Date | undefined;
}

/** A filter, understood: what the database restricts and what is looked at afterwards. */
export interface CompiledFilter {
  /** Undefined when nothing can match. */
  readonly condition: AttributeCondition | undefined;
  readonly matches: (attribute: Attribute) => boolean;
}

const known = new Set([
  'key',
  'subkey',
  'number',
  'value',
  'regex',
  'glob',
  'ignoreHidden',
  'sortByKeys',
  'mergeContainerAttrs',
  'clustoTypes',
  'clustoDrivers',
  'startTimestamp',
  'endTimestamp',
]);

const refuse = (reason: string): never => {
  throw failure('FILTER_INVALID', { reason });
};

/** The value as the database has it. @throws VALUE_INVALID */
export function storedValue(value: unknown): StoredValue {
  return value instanceof Entity ? { datatype: 'relation', relation: value.id } : encodeScalar(value);
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})`, 'u');
  } catch (cause) {
    throw failure('FILTER_INVALID', { reason: `${text} is not a regular expression` }, cause);
  }
}

function regexPredicate({ key, subkey, value }: AttributeFilter): (attribute: Attribute) => boolean {
  const tests: ((attribute: Attribute) => boolean)[] = [];
  if (typeof key === 'string') {
    const keyPattern = pattern(key);
    tests.push((attribute) => keyPattern.test(attribute.key));
  }
  if (typeof subkey === 'string') {
    const subkeyPattern = pattern(subkey);
    tests.push((attribute) => attribute.subkey !== null && subkeyPattern.test(attribute.subkey));
  }
  if (typeof value === 'string') {
    const valuePattern = pattern(value);
    tests.push((attribute) => typeof attribute.value === 'string' && valuePattern.test(attribute.value));
  }
  return (attribute) => tests.every((test) => test(attribute));
}

function numberCondition(number: AttributeFilter['number']): Pick<AttributeCondition, 'number'> {
  if (number === undefined) return {};
  if (number === null || number === false) return { number: null };
  return { number: number === true ? true : checkNumber(number) };
}

function between({ startTimestamp, endTimestamp }: AttributeFilter): Pick<AttributeCondition, 'between'> {
  if (startTimestamp === undefined && endTimestamp === undefined) return {};
  if (startTimestamp === undefined || endTimestamp === undefined)
    return refuse('startTimestamp and endTimestamp go together');
  if (!isDate(startTimestamp) || !isDate(endTimestamp)) return refuse('startTimestamp and endTimestamp must be dates');
  const bound = (time: Date): number | bigint => encodeScalar(time).int as number | bigint;
  return { between: [bound(startTimestamp), bound(endTimestamp)] };
}

/** A half-open filter in plain words matches nothing: a key that is null or empty. */
const nothing: CompiledFilter = { condition: undefined, matches: () => false };
const everything = (): boolean => true;

/**
 * Understands a filter. Types and drivers of relations are left to the caller, who knows the registry.
 * @throws FILTER_INVALID, NUMBER_INVALID, VALUE_INVALID
 */
export function compileFilter(given: AttributeFilter): CompiledFilter {
  const filter = { ...given, value: incomingFilterValue(given.subkey, given.value) as AttributeFilter['value'] };
  for (const name of Object.keys(given)) if (!known.has(name)) refuse(`there is no ${name}`);
  const { key, subkey, value, regex, glob } = filter;
  if (key === null || key === '') return nothing;
  if (key !== undefined && typeof key !== 'string') return refuse('the key must be a text');
  if (subkey !== undefined && subkey !== null && typeof subkey !== 'string')
    return refuse('the subkey must be a text or null');
  if (regex === true && glob === true) return refuse('regex and glob exclude each other');
  const hidden = filter.ignoreHidden === false || key?.startsWith('_') === true;
  const common = { hidden, ...numberCondition(filter.number), ...between(filter) };
  if (regex === true) {
    // a text is a pattern; anything else is compared as it is
    const exact = value === undefined || typeof value === 'string' ? {} : { value: storedValue(value) };
    return {
      condition: { ...common, ...exact, ...(subkey === null ? { subkey } : {}) },
      matches: regexPredicate(filter),
    };
  }
  const condition: AttributeCondition = {
    ...common,
    ...(glob === true ? { glob } : {}),
    ...(key === undefined ? {} : { key }),
    ...(subkey === undefined ? {} : { subkey }),
    ...(value === undefined ? {} : { value: storedValue(value) }),
  };
  return { condition, matches: everything };
}
