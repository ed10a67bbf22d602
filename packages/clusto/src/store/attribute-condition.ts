import type { Dialect, SqlValue } from './dialect.ts';
import type { StoredValue } from './rows.ts';

/** Which attributes to read; what is left out does not restrict. */
export interface AttributeCondition {
  readonly id?: number;
  readonly entity?: number;
  readonly entities?: readonly number[];
  /** With `glob`, `*` stands for any characters, here and in the subkey. */
  readonly key?: string;
  /** Any of these keys. */
  readonly keys?: readonly string[];
  readonly subkey?: string | null;
  readonly glob?: boolean;
  /** An exact number, `true` for any number, `null` for none. */
  readonly number?: number | true | null;
  readonly value?: StoredValue;
  /** Any of these texts, each of at most 64 characters. */
  readonly anyText?: readonly string[];
  /** Inclusive bounds on a text of at most 64 characters, by code points. */
  readonly textBetween?: readonly [string, string];
  /** The entity that a relation points to, whatever the key. */
  readonly relation?: number;
  /** Also keys that begin with an underscore. */
  readonly hidden?: boolean;
  /** Inclusive bounds on datetime values, in microseconds. */
  readonly between?: readonly [number | bigint, number | bigint];
}

/** Collects the values of a statement; the first is always the version that is read at. */
export class Parameters {
  readonly values: SqlValue[];

  constructor(version: number) {
    this.values = [version];
  }

  add(value: SqlValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** PostgreSQL refuses a text with the NUL character even as a question. */
export function isUnstorable(text: string | null | undefined): boolean {
  return text?.includes('\0') === true;
}

/**
 * The condition that a row of `alias` is there at a version: the one path for the present and the past.
 * @param version an expression; the version that is read at when it is left out
 */
export function visible(alias: string, version = '$1'): string {
  return `${alias}.from_version <= ${version} and ${alias}.to_version > ${version}`;
}

/** Whether rows of memberships, which are attributes with the key `_contains`, can match. */
export function readsMemberships(condition: AttributeCondition): boolean {
  const { key, glob } = condition;
  if (key === undefined) return condition.hidden === true;
  return key === '_contains' || (glob === true && /^[_*]/.test(key) && condition.hidden !== false);
}

/** @param indexed how a column is written: as one to search by, or not */
function valueCondition(value: StoredValue, parameters: Parameters, indexed: (column: string) => string): string {
  if (value.datatype === 'relation') return `${indexed('a.relation_id')} = ${parameters.add(value.relation)}`;
  const datatype = `a.datatype = ${parameters.add(value.datatype)}`;
  if (value.int !== null) return `${indexed('a.int_value')} = ${parameters.add(value.int)} and ${datatype}`;
  if (value.float !== null) return `a.float_value = ${parameters.add(value.float)} and ${datatype}`;
  const text = parameters.add(value.string);
  // the first half is what the index holds
  return `${indexed('substr(a.string_value, 1, 64)')} = substr(${text}, 1, 64) and a.string_value = ${text} and ${datatype}`;
}

/** The condition on a row `a` of attributes. Values go into `parameters` in the order of the text. */
export function attributeCondition(condition: AttributeCondition, parameters: Parameters, dialect: Dialect): string {
  const { id, entity, entities, key, keys, subkey, glob, number, value } = condition;
  const { anyText, textBetween, relation, hidden, between } = condition;
  // Without statistics SQLite takes the index with the most columns. That is the one of keys, which many entities share:
  // where something narrower is asked for, the search goes by that.
  const hasOwner = id !== undefined || entity !== undefined || entities !== undefined;
  const hasRelation = relation !== undefined || value?.datatype === 'relation';
  const isNarrow = hasOwner || hasRelation || value !== undefined || anyText !== undefined || textBetween !== undefined;
  const unless = (isNarrower: boolean) => (column: string) => (isNarrower ? dialect.unindexed(column) : column);
  const terms = [visible('a')];
  if (isUnstorable(key) || isUnstorable(subkey)) return `${visible('a')} and 1 = 0`;
  if (id !== undefined) terms.push(`a.id = ${parameters.add(id)}`);
  if (entity !== undefined) terms.push(`a.entity_id = ${parameters.add(entity)}`);
  if (entities !== undefined) terms.push(dialect.anyOf('a.entity_id', parameters.add(entities), 'int'));
  const equal = (column: string, text: string): string =>
    glob === true && text.includes('*')
      ? dialect.matches(column, parameters.add(dialect.pattern(text)))
      : `${column} = ${parameters.add(text)}`;
  if (key !== undefined) terms.push(equal(unless(hasRelation && !hasOwner)('a.key'), key));
  if (keys !== undefined) terms.push(dialect.anyOf('a.key', parameters.add(keys), 'text'));
  // a range rather than a pattern, as LIKE ignores case on SQLite
  if (hidden !== true) terms.push(`not (a.key >= '_' and a.key < '\`')`);
  if (subkey === null) terms.push(`${unless(isNarrow)('a.subkey')} is null`);
  else if (subkey !== undefined) terms.push(equal(unless(isNarrow)('a.subkey'), subkey));
  if (number === null) terms.push('a.number is null');
  else if (number === true) terms.push('a.number is not null');
  else if (number !== undefined) terms.push(`a.number = ${parameters.add(number)}`);
  if (relation !== undefined) terms.push(`${unless(hasOwner)('a.relation_id')} = ${parameters.add(relation)}`);
  if (value !== undefined) terms.push(valueCondition(value, parameters, unless(hasOwner)));
  const indexed = `a.datatype = 'string' and a.string_value is not null and substr(a.string_value, 1, 64)`;
  if (anyText !== undefined) terms.push(dialect.anyOf(indexed, parameters.add(anyText), 'text'));
  if (textBetween !== undefined)
    terms.push(`${indexed} between ${parameters.add(textBetween[0])} and ${parameters.add(textBetween[1])}`);
  if (between !== undefined)
    terms.push(
      `a.datatype = 'datetime' and a.int_value between ${parameters.add(between[0])} and ${parameters.add(between[1])}`,
    );
  return terms.join(' and ');
}
