import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const read = (...pieces: string[]): Promise<unknown[]> =>
  Array.fromAsync(
    readEvents(
      (async function* () {
        yield* pieces;
      })(),
    ),
  );

const line = fc.oneof(
  fc.constantFrom('id: 1', 'id', 'event: version', 'data: {"a":1}', 'data:', 'data:  x', ': a comment', 'retry: 5', ''),
  fc.string({ maxLength: 5 }),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')))
  .map((lines) => lines.map(([text, end]) => `${text}${end}`).join(''));

test('a stream says the same in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat()), async (text, cuts) => {
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((one, other) => one - other), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect(pieces.join('')).toBe(text);
      expect(await read(...pieces)).toEqual(await read(text));
    }),
  );
});

test('an event is what stands before an empty line', async () => {
  const text = [
    '\uFEFFid: 7',
    '',
    'data: one',
    'data:two',
    'other: field',
    '',
    ': only a comment',
    'event: end',
    'id',
    'data',
    '',
  ];
  expect(await read(text.join('\n'), '\ndata: cut off')).toEqual([
    { id: '7', event: 'message', data: undefined },
    { id: '7', event: 'message', data: 'one\ntwo' },
    { id: '', event: 'end', data: '' },
  ]);
  expect(await read('id: a\0b\nid: 2\nid: \0\r\n\r')).toEqual([{ id: '2', event: 'message', data: undefined }]);
});
