import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from './did-you-mean.ts';

const commands = ['allocate', 'deallocate', 'attr', 'info', 'list', 'pool', 'tree', 'reboot', 'rename'];

describe('nearest', () => {
  test.each<[string, string, string[]]>([
    ['a missing letter', 'alocate', ['allocate']],
    ['one too many', 'lisst', ['list']],
    ['another one', 'tres', ['tree']],
    ['two swapped', 'ifno', ['info']],
    ['case', 'LIST', ['list']],
    ['a prefix too long to be a slip', 'all', []],
    ['nothing like it', 'zzzzzz', []],
    ['nothing', '', []],
    ['one letter', 'l', []],
    ['several letters of a long word', 'dealocat', ['deallocate']],
  ])('%s', (_, word, expected) => {
    expect(nearest(word, commands)).toEqual(expected);
  });

  test('nearest first, then by alphabet, each once, no more than asked', () => {
    const candidates = ['web9', 'web02', 'web01', 'web01', 'web1x', 'web1'];
    expect(nearest('web1', candidates)).toEqual(['web1', 'web01', 'web1x']);
    expect(nearest('web1', candidates, 5)).toEqual(['web1', 'web01', 'web1x', 'web9']);
    expect(nearest('web1', new Set(candidates), 1)).toEqual(['web1']);
  });

  const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'.split('')), minLength: 3, maxLength: 12 });

  test('finds every word with one slip', () => {
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('drop', 'add', 'change', 'swap'), (right, place, slip) => {
        const at = place % (right.length - 1);
        const edits = {
          drop: right.slice(0, at) + right.slice(at + 1),
          add: `${right.slice(0, at)}x${right.slice(at)}`,
          change: `${right.slice(0, at)}x${right.slice(at + 1)}`,
          swap: `${right.slice(0, at)}${right[at + 1]}${right[at]}${right.slice(at + 2)}`,
        };
        fc.pre(edits[slip].length >= 2);
        expect(nearest(edits[slip], [right, 'zzzzzzzzz'])).toEqual([right]);
      }),
    );
  });

  test('never takes a word of which every letter is wrong', () => {
    expect(nearest('l', ['x', 'lx', 'xl'])).toEqual([]);
    expect(nearest('', ['x'])).toEqual([]);
  });

  test('does not stall on a word of any length', () => {
    expect(nearest('a'.repeat(1_000_000), commands)).toEqual([]);
  });
});
