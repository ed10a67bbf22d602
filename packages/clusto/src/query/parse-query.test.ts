import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';

test.each([
  ['', 1, 'but the query ends'],
  ['name', 5, 'a comparison such as ='],
  ['name =', 7, 'a value was expected'],
  ['name = a b', 10, 'and, or, or the end'],
  ['name = "a', 8, 'no closing "'],
  ['(name = a', 10, 'the parenthesis of column 1 is not closed'],
  ['name = a)', 9, 'no open parenthesis'],
  ['name = a and', 13, 'but the query ends'],
  ['= a', 1, 'a word such as name or attr'],
  ['system.memory = 4', 1, 'attr system.memory'],
  ['name = and', 8, 'in quotes it is a value'],
  ['name = €', 8, 'the character €'],
  ['name = a\0', 9, 'NUL'],
  ['attr a:b = 1', 6, 'key.subkey:number'],
  ['name "=" a', 6, 'a comparison such as ='],
  [`${'('.repeat(101)}name = a`, 101, 'levels of nesting'],
  [Array.from({ length: 201 }, () => 'name = a').join(' or '), 2401, 'more than 200 conditions'],
])('%j is refused at column %i', (query, column, reason) => {
  expect(() => parseQuery(query)).toThrow(
    expect.objectContaining({ code: 'QUERY_INVALID', detail: { column, reason: expect.stringContaining(reason) } }),
  );
});

test('not binds more than and, and more than or; minus is and without', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((text, index) => ({
    operand: { word: 'name' },
    comparison: '=',
    value: { text, isQuoted: false, column: 8 + index * 12 },
    column: 1 + index * 12,
  }));
  expect(parseQuery('name=    a | name =  b & name =  c')).toMatchObject({
    or: [{ value: { text: 'a' } }, { and: [{ value: { text: 'b' } }, { value: { text: 'c' } }] }],
  });
  expect(parseQuery('name = a -  name = b -  name = c')).toEqual({ and: [a, { not: b }, { not: c }] });
  expect(parseQuery('not name = a and name = b')).toMatchObject({ and: [{ not: {} }, {}] });
});

test('a word may begin with a minus, a symbol needs no spaces', () => {
  expect(parseQuery('name=-pool')).toMatchObject({ value: { text: '-pool' } });
  expect(parseQuery('attr system.memory:3>=4K')).toMatchObject({
    operand: { key: 'system', subkey: 'memory', number: 3 },
    comparison: '>=',
    value: { text: '4K' },
  });
});
