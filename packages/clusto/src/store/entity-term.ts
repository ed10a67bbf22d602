import { isUnstorable, type Parameters, visible } from './attribute-condition.ts';
import type { Dialect, SqlValue } from './dialect.ts';

/** What a value is compared with. */
export interface Literal {
  readonly text: string;
  /** Set where the literal counts as a number; then only numbers, and texts that are numbers, are less or more. */
  readonly number?: number | bigint | undefined;
  /** Microseconds since 1970, where the literal is a time. */
  readonly time?: bigint | undefined;
}

export type ValueTest =
  | { readonly compare: '='; readonly literal: Literal }
  | { readonly compare: '<' | '<=' | '>' | '>='; readonly literal: Literal }
  | { readonly compare: 'startsWith' | 'endsWith' | 'contains'; readonly text: string }
  /** Inclusive; addresses as unsigned integers. */
  | {
      readonly compare: 'inRange';
      readonly family: 4 | 6;
      readonly first: bigint;
      readonly last: bigint;
      readonly cidr: string;
    };

/** A condition on entities, as the search language states it. */
export type EntityTerm =
  | { readonly all: readonly EntityTerm[] }
  | { readonly any: readonly EntityTerm[] }
  | { readonly not: EntityTerm }
  | { readonly column: 'name' | 'type' | 'driver'; readonly test: ValueTest }
  | { readonly drivers: readonly string[] }
  /** An attribute that passes the test; without one, any that has a value. `isMerged`: or a container has it. */
  | {
      readonly attribute: {
        readonly key: string;
        readonly subkey?: string | undefined;
        readonly number?: number | undefined;
      };
      readonly test?: ValueTest | undefined;
      readonly isMerged?: boolean | undefined;
    }
  /** In a container of the type, at whatever depth, whose name passes the test. */
  | { readonly inside: string; readonly test?: ValueTest | undefined; readonly marked?: EntityTerm | undefined }
  /** Has a resource of the space between two keys, inclusive. */
  | { readonly allocated: string; readonly low: Buffer; readonly high: Buffer };

/** Whether a term has no condition at all. */
export const isEverything = (term: EntityTerm): boolean => 'all' in term && term.all.every(isEverything);

/** Writes a term as a condition on a row `e` of entity_states. */
export class TermWriter {
  readonly #parameters: Pick<Parameters, 'add'>;
  readonly #dialect: Dialect;
  readonly #isNarrow: boolean;
  readonly #version: string;

  /**
   * @param isNarrow whether few entities are asked about: then each is looked at, and not all that meet a part of the term
   * @param version an expression of the version at which the term is to hold; the one that is read at when it is left out
   */
  constructor(parameters: Pick<Parameters, 'add'>, dialect: Dialect, isNarrow = false, version = '$1') {
    this.#parameters = parameters;
    this.#dialect = dialect;
    this.#isNarrow = isNarrow;
    this.#version = version;
  }

  #visible(alias: string): string {
    return visible(alias, this.#version);
  }

  #add(value: SqlValue): string {
    return this.#parameters.add(value);
  }

  /** PostgreSQL has to be told the type of a parameter inside of functions. */
  #text(value: string): string {
    return `cast(${this.#add(value)} as text)`;
  }

  write(term: EntityTerm, alias = 'e'): string {
    if ('all' in term) return this.#join(term.all, ' and ', '1 = 1', alias);
    if ('any' in term) return this.#join(term.any, ' or ', '1 = 0', alias);
    if ('not' in term) return `not (${this.write(term.not, alias)})`;
    if ('column' in term) return this.#textTest(this.#column(alias, term.column), term.test);
    if ('drivers' in term) return this.#dialect.anyOf(this.#column(alias, 'driver'), this.#add(term.drivers), 'text');
    if (this.#isNarrow) return `exists (${this.#ofEntity(term, `${alias}.entity_id`)})`;
    if ('allocated' in term)
      return `${alias}.entity_id in (select al.entity_id from allocations al where ${this.#claim(term)})`;
    if ('inside' in term) return `${alias}.entity_id in (${this.#inside(term)})`;
    return `${alias}.entity_id in (${this.#owners(term)})`;
  }

  /** Of few entities, a column is not what the search goes by. */
  #column(alias: string, column: string): string {
    return this.#isNarrow ? this.#dialect.unindexed(`${alias}.${column}`) : `${alias}.${column}`;
  }

  /** The same as a search from an entity, upwards where containers count. */
  #ofEntity(
    term: Extract<EntityTerm, { allocated: string } | { inside: string } | { attribute: object }>,
    entity: string,
  ): string {
    if ('allocated' in term)
      return `select 1 from allocations al where al.entity_id = ${entity} and ${this.#claim(term)}`;
    if ('inside' in term)
      return `${this.#upwards(`select m.container_id from memberships m where m.member_id = ${entity} and ${this.#visible('m')}`)}
        select 1 from above b join entity_states c on c.entity_id = b.id where ${this.#container(term)}`;
    if (term.isMerged !== true)
      return `select 1 from attributes a where a.entity_id = ${entity} and ${this.#attribute(term)}`;
    return `${this.#upwards(`select ${entity}`)} select 1 from above b join attributes a on a.entity_id = b.id where ${this.#attribute(term)}`;
  }

  #claim({ allocated, low, high }: Extract<EntityTerm, { allocated: string }>): string {
    return `${this.#column('al', 'space')} = ${this.#add(allocated)}
      and ${this.#column('al', 'resource')} between ${this.#add(low)} and ${this.#add(high)} and ${this.#visible('al')}`;
  }

  #join(terms: readonly EntityTerm[], by: string, none: string, alias: string): string {
    return terms.length === 0 ? none : `(${terms.map((term) => this.write(term, alias)).join(by)})`;
  }

  #container({ inside, test, marked }: Extract<EntityTerm, { inside: string }>): string {
    const terms = [this.#visible('c'), `${this.#column('c', 'type')} = ${this.#add(inside)}`];
    if (test !== undefined) terms.push(this.#textTest(this.#column('c', 'name'), test));
    if (marked !== undefined) terms.push(this.write(marked, 'c'));
    return terms.join(' and ');
  }

  #inside(term: Extract<EntityTerm, { inside: string }>): string {
    return this.#downwards(`select m.member_id from entity_states c
      join memberships m on m.container_id = c.entity_id and ${this.#visible('m')} where ${this.#container(term)}`);
  }

  /** What is asked of a row `a` of attributes: all of `each`, and one of `either`. */
  #asked({ attribute, test }: Extract<EntityTerm, { attribute: object }>): { each: string; either: readonly string[] } {
    const { key, subkey, number } = attribute;
    if (isUnstorable(key) || isUnstorable(subkey)) return { each: '1 = 0', either: ['1 = 0'] };
    const terms = [this.#visible('a'), `${this.#column('a', 'key')} = ${this.#add(key)}`];
    if (subkey !== undefined) terms.push(`${this.#column('a', 'subkey')} = ${this.#add(subkey)}`);
    if (number !== undefined) terms.push(`a.number = ${this.#add(number)}`);
    const each = terms.join(' and ');
    if (test === undefined) return { each, either: [`(a.string_value is null or a.string_value <> '')`] };
    return { each, either: test.compare === '=' ? this.#equals(test.literal.text) : [this.#valueTest(test)] };
  }

  #attribute(term: Extract<EntityTerm, { attribute: object }>): string {
    const { each, either } = this.#asked(term);
    return `${each} and (${either.join(' or ')})`;
  }

  #owners(term: Extract<EntityTerm, { attribute: object }>): string {
    const { each, either } = this.#asked(term);
    // one statement for each datatype, as PostgreSQL goes by no index where conditions on several are alternatives
    const selects = either.map((one) => `select a.entity_id from attributes a where ${each} and ${one}`);
    const owners = selects.length === 1 ? selects.join('') : `select entity_id from (${selects.join(' union all ')}) s`;
    return term.isMerged === true ? this.#downwards(owners) : owners;
  }

  /** Entities, and all that they are in, as `above`. */
  #upwards(start: string): string {
    return `with recursive above (id) as (${start} union
      select m.container_id from above b join memberships m on m.member_id = b.id and ${this.#visible('m')})`;
  }

  /**
   * Entities, and all that is in them. `distinct` changes nothing but what PostgreSQL expects: few rows instead of very many,
   * so that it makes a hash of them once instead of searching through all of them for each entity.
   */
  #downwards(start: string): string {
    const id = this.#dialect.name === 'postgres' ? 'distinct id' : 'id';
    return `with recursive below (id) as (${start} union
      select m.member_id from below b join memberships m on m.container_id = b.id and ${this.#visible('m')}) select ${id} from below`;
  }

  // ---- tests of a text

  #textTest(column: string, test: ValueTest): string {
    switch (test.compare) {
      case 'startsWith':
        return this.#startsWith(column, test.text);
      case 'endsWith':
        return this.#endsWith(column, test.text);
      case 'contains':
        return this.#dialect.contains(column, this.#text(test.text));
      case 'inRange':
        return this.#inRange(column, test);
      case '=':
        return isUnstorable(test.literal.text) ? '1 = 0' : `${column} = ${this.#add(test.literal.text)}`;
      default:
        return this.#ordered(column, test.compare, test.literal);
    }
  }

  #ordered(column: string, compare: string, { text, number }: Literal): string {
    if (number !== undefined)
      return `${this.#dialect.numberIn(column)} ${compare} cast(${this.#add(String(number))} as ${this.#dialect.numberType})`;
    // a text that is a number has no place in the order of texts
    return `(${column} ${compare} ${this.#text(text)} and ${this.#dialect.numberIn(column)} is null)`;
  }

  #startsWith(column: string, start: string): string {
    if (start === '') return '1 = 1';
    // the range is for the index; names sort by code point on both databases
    const end = afterAll(start);
    const below = end === undefined ? '' : ` and ${column} < ${this.#text(end)}`;
    return `(${column} >= ${this.#text(start)}${below} and substr(${column}, 1, ${characters(start)}) = ${this.#text(start)})`;
  }

  #endsWith(column: string, end: string): string {
    const length = characters(end);
    return `(length(${column}) >= ${length} and substr(${column}, length(${column}) - ${length - 1}) = ${this.#text(end)})`;
  }

  #inRange(column: string, test: Extract<ValueTest, { compare: 'inRange' }>): string {
    return this.#dialect.inCidr(column, this.#add(test.cidr));
  }

  // ---- tests of an attribute's value

  #valueTest(test: Exclude<ValueTest, { compare: '=' }>): string {
    if (test.compare === 'inRange') {
      const text = `(a.datatype = 'string' and ${this.#inRange('a.string_value', test)})`;
      if (test.family === 6) return text;
      return `(${text} or (a.datatype = 'int' and a.int_value between ${this.#add(test.first)} and ${this.#add(test.last)}))`;
    }
    if ('text' in test) return this.#textTest(this.#textForm(), test);
    return this.#compares(test.compare, test.literal);
  }

  /** That the text forms are equal, for each datatype that can have this one; each of them is found by an index of its own. */
  #equals(text: string): string[] {
    if (isUnstorable(text)) return ['1 = 0'];
    const [half, whole] = [this.#text(text), this.#text(text)];
    const terms = [
      `(a.datatype in ('string', 'json') and substr(a.string_value, 1, 64) = substr(${half}, 1, 64) and a.string_value = ${whole})`,
      `(a.datatype = 'relation' and a.relation_id in (select r.entity_id from entity_states r where r.name = ${this.#add(text)} and ${this.#visible('r')}))`,
    ];
    if (/^(?:0|-?[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text))
      terms.push(`(a.datatype = 'int' and a.int_value = ${this.#add(BigInt(text))})`);
    if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) && String(Number(text)) === text)
      terms.push(`(a.datatype = 'float' and a.float_value = ${this.#add(Number(text))})`);
    if (text === 'true' || text === 'false')
      terms.push(`(a.datatype = 'bool' and a.int_value = ${text === 'true' ? 1 : 0})`);
    return terms;
  }

  #compares(compare: string, literal: Literal): string {
    const { number, time } = literal;
    const terms = [`(a.datatype = 'string' and ${this.#ordered('a.string_value', compare, literal)})`];
    if (number !== undefined) {
      const numeric = `cast(${this.#add(String(number))} as ${this.#dialect.numberType})`;
      terms.push(`(a.datatype = 'int' and a.int_value ${compare} ${numeric})`);
      terms.push(`(a.datatype = 'float' and a.float_value ${compare} ${numeric})`);
    } else terms.push(`(a.datatype = 'relation' and ${this.#textForm()} ${compare} ${this.#text(literal.text)})`);
    if (time !== undefined) terms.push(`(a.datatype = 'datetime' and a.int_value ${compare} ${this.#add(time)})`);
    return `(${terms.join(' or ')})`;
  }

  /** The value of a row `a` as text; null where it has none. */
  #textForm(): string {
    return `case a.datatype when 'int' then cast(a.int_value as text) when 'float' then cast(a.float_value as text)
      when 'bool' then case a.int_value when 1 then 'true' else 'false' end
      when 'relation' then (select r.name from entity_states r where r.entity_id = a.relation_id and ${this.#visible('r')})
      when 'datetime' then null else a.string_value end`;
  }
}

/** The first text after all that begin with one, in the order of code points; none after the highest code point. */
function afterAll(start: string): string | undefined {
  const points = Array.from(start, (one) => one.codePointAt(0) as number);
  const last = points.findLastIndex((point) => point < 0x10_ffff);
  if (last < 0) return undefined;
  const next = (points[last] as number) + 1;
  // what stands in pairs in UTF-16 is no character by itself
  const isHalf = next >= 0xd8_00 && next <= 0xdf_ff;
  return String.fromCodePoint(...points.slice(0, last), isHalf ? 0xe0_00 : next);
}

/** How long a text is to a database: in code points. */
const characters = (text: string): number => Array.from(text).length;
