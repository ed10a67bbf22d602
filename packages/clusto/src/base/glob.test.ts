import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { globToLike, globToRegExp } from './glob.ts';

/** The plainest matcher there is, to compare with. */
function matches(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('*')) return matches(glob.slice(1), text) || (text !== '' && matches(glob, text.slice(1)));
  return text !== '' && glob[0] === text[0] && matches(glob.slice(1), text.slice(1));
}

const letters = 'ab%_\\.\n[(1'.split('');
const glob = fc.string({ unit: fc.constantFrom('*', '*', ...letters), maxLength: 8 });
const word = fc.string({ unit: fc.constantFrom(...letters), maxLength: 10 });

describe('globToRegExp', () => {
  test.each([
    ['web*', 'web01', true],
    ['web*', 'web', true],
    ['web*', 'aweb', false],
    ['*', '', true],
    ['*', 'a\nb', true],
    ['', '', true],
    ['', 'a', false],
    ['a', 'a\n', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*b*b*', 'b', false],
    ['a?c', 'abc', false],
    ['[ab]', 'a', false],
    ['a.c', 'abc', false],
    ['^a$|b', '^a$|b', true],
    ['A', 'a', false],
  ])('%j and %j: %s', (pattern, text, isMatch) => {
    expect(globToRegExp(pattern).test(text)).toBe(isMatch);
  });

  test('matches like the plainest matcher', () => {
    fc.assert(
      fc.property(glob, word, (pattern, text) => {
        expect(globToRegExp(pattern).test(text)).toBe(matches(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  test('each text is matched when parts of it become stars', () => {
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (parts, fillings) => {
        const text = parts.map((part, index) => `${index === 0 ? '' : (fillings[index] ?? '')}${part}`).join('');
        if (parts.length > 0) expect(globToRegExp(parts.join('*')).test(text)).toBe(true);
      }),
    );
  });

  test('many stars take no time', () => {
    const start = performance.now();
    expect(globToRegExp(`${'*a'.repeat(30)}*b`).test('a'.repeat(5000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('globToLike', () => {
  test.each([
    ['web*', 'web%'],
    ['**a**', '%a%'],
    ['50%_\\', '50\\%\\_\\\\'],
    ['a?', 'a?'],
  ])('%j is %j', (pattern, like) => {
    expect(globToLike(pattern)).toBe(like);
  });

  test('means in SQL what the glob means', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('PRAGMA case_sensitive_like = ON');
    const statement = database.prepare(String.raw`SELECT ? LIKE ? ESCAPE '\' AS found`);
    fc.assert(
      fc.property(glob, word, (pattern, text) => {
        expect(statement.get(text, globToLike(pattern))?.['found']).toBe(matches(pattern, text) ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
    database.close();
  });
});
