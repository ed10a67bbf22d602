import { readTokens, refuseQuery, type Token } from './read-tokens.ts';

export type Comparison =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'startswith'
  | 'endswith'
  | 'contains'
  | 'in_cidr'
  | 'exists';

/** What is compared: an attribute, or a word such as `name`, `pool` or the property of a driver. */
export type Operand =
  | { readonly key: string; readonly subkey?: string; readonly number?: number }
  | { readonly word: string };

export interface QueryValue {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly column: number;
}

/** A query as it is meant. */
export type Expression =
  | { readonly and: readonly Expression[] }
  | { readonly or: readonly Expression[] }
  | { readonly not: Expression }
  | {
      readonly operand: Operand;
      readonly comparison: Comparison;
      /** Missing with `exists`. */
      readonly value?: QueryValue;
      /** Where the operand stands. */
      readonly column: number;
    };

/** Every way to write a comparison. */
const comparisons: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  is: '=',
  eq: '=',
  '!=': '!=',
  '<>': '!=',
  isnt: '!=',
  ne: '!=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '^': 'startswith',
  startswith: 'startswith',
  ',': 'endswith',
  endswith: 'endswith',
  contains: 'contains',
  in_cidr: 'in_cidr',
};

const reserved = new Set(['attr', 'and', 'or', 'not', 'exists', ...Object.keys(comparisons)]);

/** Databases limit how deep and how long a statement may be. */
const deepest = 100;
const mostConditions = 200;

class QueryParser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;
  #depth = 0;
  #conditions = 0;

  constructor(query: string) {
    this.#tokens = readTokens(query);
    this.#end = query.length + 1;
  }

  parse(): Expression {
    const expression = this.#or();
    const rest = this.#peek();
    if (rest === undefined) return expression;
    return refuseQuery(
      rest.column,
      rest.text === ')' && rest.kind === 'symbol'
        ? 'there is no open parenthesis to close'
        : `and, or, or the end was expected, not ${rest.text}`,
    );
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  /** Takes the next token if it is one of these, unquoted. */
  #take(...texts: readonly string[]): Token | undefined {
    const token = this.#peek();
    if (token === undefined || token.kind === 'quoted' || !texts.includes(token.text)) return undefined;
    this.#at += 1;
    return token;
  }

  #next(expected: string): Token {
    const token = this.#peek();
    if (token === undefined) return refuseQuery(this.#end, `${expected} was expected here, but the query ends`);
    this.#at += 1;
    return token;
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#take('or', '|')) parts.push(this.#and());
    return parts.length === 1 ? (parts[0] as Expression) : { or: parts };
  }

  #and(): Expression {
    const parts = [this.#not()];
    for (;;) {
      if (this.#take('and', '&')) parts.push(this.#not());
      // what is left of the one without the other
      else if (this.#take('-')) parts.push({ not: this.#not() });
      else return parts.length === 1 ? (parts[0] as Expression) : { and: parts };
    }
  }

  #not(): Expression {
    const token = this.#take('not', '~');
    if (token === undefined) return this.#primary();
    return this.#nested(token, () => ({ not: this.#not() }));
  }

  #nested(token: Token, inner: () => Expression): Expression {
    this.#depth += 1;
    if (this.#depth > deepest) return refuseQuery(token.column, `more than ${deepest} levels of nesting`);
    const expression = inner();
    this.#depth -= 1;
    return expression;
  }

  #primary(): Expression {
    const open = this.#take('(');
    if (open === undefined) return this.#condition();
    return this.#nested(open, () => {
      const expression = this.#or();
      if (this.#take(')')) return expression;
      return refuseQuery(this.#peek()?.column ?? this.#end, `the parenthesis of column ${open.column} is not closed`);
    });
  }

  #condition(): Expression {
    this.#conditions += 1;
    const first = this.#peek();
    const column = first?.column ?? this.#end;
    if (this.#conditions > mostConditions) return refuseQuery(column, `more than ${mostConditions} conditions`);
    const operand = this.#operand();
    if (this.#take('exists')) return { operand, comparison: 'exists', column };
    const token = this.#next('a comparison such as =');
    const comparison = token.kind === 'quoted' ? undefined : comparisons[token.text];
    if (comparison === undefined || !Object.hasOwn(comparisons, token.text))
      return refuseQuery(token.column, `a comparison such as = was expected, not ${token.text}`);
    return { operand, comparison, value: this.#value(), column };
  }

  #operand(): Operand {
    const token = this.#next('a condition such as name = web1');
    if (token.kind !== 'word')
      return refuseQuery(token.column, `a word such as name or attr was expected, not ${token.text}`);
    if (token.text === 'attr') return attributePath(this.#next('the key of an attribute'));
    if (reserved.has(token.text))
      return refuseQuery(token.column, `a condition such as name = web1 was expected, not ${token.text}`);
    if (token.text.includes('.'))
      return refuseQuery(token.column, `an attribute is written with attr: attr ${token.text}`);
    return { word: token.text };
  }

  #value(): QueryValue {
    const { kind, text, column } = this.#next('a value');
    if (kind === 'symbol') return refuseQuery(column, `a value was expected, not ${text}; quotes make it one`);
    if (kind === 'word' && reserved.has(text))
      return refuseQuery(column, `${text} is a word of the language; in quotes it is a value`);
    return { text, isQuoted: kind === 'quoted', column };
  }
}

function attributePath({ kind, text, column }: Token): Operand {
  const [, key, subkey, number] = /^([^.:]+)(?:\.([^:]+))?(?::(-?\d{1,10}))?$/.exec(text) ?? [];
  if (kind === 'symbol' || key === undefined)
    return refuseQuery(column, `an attribute is written key, key.subkey or key.subkey:number, not ${text}`);
  return {
    key,
    ...(subkey === undefined ? {} : { subkey }),
    ...(number === undefined ? {} : { number: Number(number) }),
  };
}

/**
 * Reads a query (behaviour spec section 24.3): `not` binds more than `and` and `-` (without), those more than `or`.
 * @throws QUERY_INVALID with the column
 */
export function parseQuery(query: string): Expression {
  return new QueryParser(query).parse();
}
