import { nearest } from '../base/did-you-mean.ts';
import { ClustoException } from '../base/errors.ts';
import { ipKey } from '../base/ip.ts';
import { type Network, parseCidr } from '../base/network.ts';
import { coerceProperty } from '../inventory/property.ts';
import type { Registry } from '../inventory/registry.ts';
import type { EntityTerm, Literal, ValueTest } from '../store/entity-term.ts';
import { type Condition, conditionsOf } from './conditions-of.ts';
import { type Expression, parseQuery, type QueryValue } from './parse-query.ts';
import { passes } from './passes.ts';
import { refuseQuery } from './read-tokens.ts';

export interface QueryOptions {
  /** Whether attributes of containers count as those of what is in them. Default false. */
  readonly merge?: boolean | undefined;
  /** Only entities of this type, unless the query itself says which type something is to be, or not. */
  readonly type?: string | undefined;
}

/** Types whose names stand for something else than what an entity is in (behaviour spec section 24.2). */
const noContext = /^(?:clustometa|generic|appliance|.*server.*)$/;

const builtInWords = ['name', 'type', 'clusto_type', 'driver', 'hostname', 'role', 'ip'];

const suffixes: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4 };

/** A number as it is written in a query: `2K` is 2048. */
function readNumber(text: string): number | bigint | undefined {
  const [, digits, fraction, suffix] = /^(-?\d+)(\.\d+)?([KMGT])?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const factor = 1024 ** (suffixes[suffix ?? ''] ?? 0);
  if (fraction !== undefined) return Number(digits + fraction) * factor;
  const whole = BigInt(digits) * BigInt(factor);
  return BigInt(Number(whole)) === whole ? Number(whole) : whole;
}

function readTime(text: string): bigint | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : BigInt(time) * 1000n;
}

function readLiteral({ text, isQuoted }: QueryValue): Literal {
  const number = isQuoted ? undefined : readNumber(text);
  return { text: /[KMGT]$/.test(text) && number !== undefined ? String(number) : text, number, time: readTime(text) };
}

function readCidr({ text, column }: QueryValue): Network {
  try {
    return parseCidr(text);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    return refuseQuery(column, error.message.replace(/\.$/, ''));
  }
}

function testOf({ comparison, value }: Condition): ValueTest | undefined {
  if (value === undefined) return undefined;
  switch (comparison) {
    case 'startswith':
      return { compare: 'startsWith', text: value.text };
    case 'endswith':
      return { compare: 'endsWith', text: value.text };
    case 'contains':
      return { compare: 'contains', text: value.text };
    case 'in_cidr': {
      const { family, first, last, text } = readCidr(value);
      return { compare: 'inRange', family, first, last, cidr: text };
    }
    case '!=':
    case 'exists':
      return { compare: '=', literal: readLiteral(value) };
    default:
      return { compare: comparison, literal: readLiteral(value) };
  }
}

class Planner {
  readonly #registry: Registry;
  readonly #isMerged: boolean;

  constructor(registry: Registry, { merge = false }: QueryOptions) {
    this.#registry = registry;
    this.#isMerged = merge;
  }

  plan(expression: Expression): EntityTerm {
    if ('and' in expression) return { all: expression.and.map((part) => this.plan(part)) };
    if ('or' in expression) return { any: expression.or.map((part) => this.plan(part)) };
    if ('not' in expression) return { not: this.plan(expression.not) };
    const term = this.#condition(expression);
    // everything must differ, and what has no value differs too
    return expression.comparison === '!=' ? { not: term } : term;
  }

  #condition(condition: Condition): EntityTerm {
    const { operand, column } = condition;
    const test = testOf(condition);
    if (!('word' in operand)) return this.#attribute(operand, test);
    const { word } = operand;
    switch (word) {
      case 'name':
        return this.#column('name', test);
      case 'type':
      case 'clusto_type':
        return this.#column('type', test);
      case 'driver':
        return this.#column('driver', test);
      case 'hostname':
        return this.#hostname(test);
      case 'role':
        return { inside: 'pool', test, marked: { attribute: { key: 'pooltype' }, test: equals('role') } };
      case 'ip':
        return this.#attribute({ key: 'ip', subkey: 'ipstring' }, test);
      default:
        if (this.#registry.types.includes(word) && !noContext.test(word)) return { inside: word, test };
        return this.#property(word, test, column);
    }
  }

  /** Every word that can stand before a comparison. */
  #words(): string[] {
    const { types, drivers } = this.#registry;
    const properties = drivers.flatMap((driver) => Object.keys(this.#registry.properties(driver)));
    return [...builtInWords, ...types.filter((type) => !noContext.test(type)), ...properties];
  }

  #column(column: 'name' | 'type' | 'driver', test: ValueTest | undefined): EntityTerm {
    // every entity has one
    return test === undefined ? { all: [] } : { column, test };
  }

  #attribute(
    attribute: { readonly key: string; readonly subkey?: string; readonly number?: number },
    test: ValueTest | undefined,
  ): EntityTerm {
    const { key, subkey, number } = attribute;
    const isAddress = key === 'ip' && number === undefined && (subkey === undefined || subkey === 'ipstring');
    // addresses that were handed out are found by their own index
    if (test?.compare === 'inRange' && isAddress && !this.#isMerged) {
      const [low, high] = [test.first, test.last].map((value) => ipKey({ family: test.family, value }));
      return { allocated: 'ip', low: low as Buffer, high: high as Buffer };
    }
    return { attribute, test, isMerged: this.#isMerged };
  }

  /** The attribute `hostname`, or else the name; only things that have ports have one (behaviour spec section 10). */
  #hostname(test: ValueTest | undefined): EntityTerm {
    const devices = this.#registry.drivers.filter((driver) => 'setHostname' in driver.prototype);
    const drivers: EntityTerm = { drivers: devices.map(({ driverName }) => driverName) };
    if (test === undefined) return drivers;
    const attribute = { key: 'hostname' };
    const byName: EntityTerm = { all: [{ not: { attribute } }, { column: 'name', test }] };
    return { all: [drivers, { any: [{ attribute, test }, byName] }] };
  }

  /** A declared property: what is stored, or else the default of the driver. */
  #property(name: string, test: ValueTest | undefined, column: number): EntityTerm {
    const declaring = this.#registry.drivers.flatMap((driver) => {
      const properties = this.#registry.properties(driver);
      return Object.hasOwn(properties, name) ? [{ driver: driver.driverName, property: properties[name] }] : [];
    });
    if (declaring.length === 0) {
      const [near] = nearest(name, this.#words());
      const meant = near === undefined ? '' : `, did you mean ${near}`;
      return refuseQuery(column, `there is no word ${name}${meant}; an attribute is written with attr: attr ${name}`);
    }
    const attribute = { key: name, subkey: 'property' };
    const byDefault = declaring
      .filter(
        ({ property }) => property !== undefined && passes(coerceProperty(name, property, property.default), test),
      )
      .map(({ driver }) => driver);
    const drivers: EntityTerm = { drivers: declaring.map(({ driver }) => driver) };
    return {
      any: [
        { all: [drivers, { attribute, test }] },
        ...(byDefault.length === 0 ? [] : [{ all: [{ drivers: byDefault }, { not: { attribute } }] }]),
      ],
    };
  }
}

const choosesType = ({ operand, comparison }: Condition): boolean =>
  'word' in operand && /^(?:clusto_)?type$/.test(operand.word) && ['=', '!='].includes(comparison);

const equals = (text: string): ValueTest => ({ compare: '=', literal: { text } });

/**
 * The condition of the store that a query means (behaviour spec section 24.4).
 * @throws QUERY_INVALID
 */
export function planQuery(query: string, registry: Registry, options: QueryOptions = {}): EntityTerm {
  const expression = parseQuery(query);
  const term = new Planner(registry, options).plan(expression);
  const { type } = options;
  if (type === undefined || conditionsOf(expression).some(choosesType)) return term;
  return { all: [{ column: 'type', test: equals(type) }, term] };
}
