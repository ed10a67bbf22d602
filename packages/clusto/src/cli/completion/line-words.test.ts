import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineWords, openQuote, quoteWord, unquoteWord } from './line-words.ts';

const anyText = fc.string({ unit: 'binary' }).filter((text) => !/[\n\0]/.test(text));

test('what is quoted is read as the same word', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom<"'" | '"' | ''>("'", '"', ''), (text, quote) => {
      expect(unquoteWord(`${quote}${quoteWord(text, quote)}${quote}`)).toBe(text);
    }),
  );
});

test('a line is its words, each quoted', () => {
  fc.assert(
    fc.property(fc.array(anyText.filter((text) => text !== '')), (words) => {
      const line = words.map((word) => quoteWord(word, '')).join(' ');
      expect(lineWords(line).words).toEqual(words.length === 0 ? [''] : words);
      expect(lineWords(`${line} `)).toEqual({ words: [...words, ''], raw: '' });
    }),
  );
});

test.each([
  ['clusto info "my se', 'my se', '"'],
  ["clusto info 'my se", 'my se', "'"],
  ['clusto info my\\ se', 'my se', ''],
  ['clusto info "a"b\\', 'ab', ''],
])('the last word of %s is %s', (line, word, quote) => {
  const { words, raw } = lineWords(line);
  expect(words).toEqual(['clusto', 'info', word]);
  expect(openQuote(raw)).toBe(quote);
});
