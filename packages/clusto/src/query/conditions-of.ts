import { type Expression, parseQuery } from './parse-query.ts';

export type Condition = Extract<Expression, { operand: object }>;

/** Every condition of an expression, in the order in which they are written. */
export function conditionsOf(expression: Expression): Condition[] {
  if ('and' in expression) return expression.and.flatMap(conditionsOf);
  if ('or' in expression) return expression.or.flatMap(conditionsOf);
  if ('not' in expression) return conditionsOf(expression.not);
  return [expression];
}

/** The keys of the attributes that a query asks for. @throws QUERY_INVALID */
export function keysOf(query: string): string[] {
  const keys = conditionsOf(parseQuery(query)).flatMap(({ operand }) => ('key' in operand ? [operand.key] : []));
  return [...new Set(keys)];
}
