import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDomainNames, encodeDomainNames, isDomainName } from './domain-names.ts';

const label = fc.stringMatching(/^[a-z\d-]{1,63}$/);
const names = fc.array(
  fc
    .array(label, { minLength: 1, maxLength: 4 })
    .map((labels) => labels.join('.'))
    .filter(isDomainName),
  { maxLength: 12 },
);

test('names are what they were, with pointers and without', () => {
  fc.assert(
    fc.property(names, fc.boolean(), (given, isCompressed) => {
      expect(decodeDomainNames(Uint8Array.from(encodeDomainNames(given, isCompressed)))).toEqual(given);
    }),
  );
});

test('an ending that was there is a pointer to it', () => {
  expect(encodeDomainNames(['a.example', 'b.example', 'example'], true).slice(-7)).toEqual([
    0, 1, 98, 0xc0, 2, 0xc0, 2,
  ]);
});

test.each([
  ['a pointer to itself', [0xc0, 0]],
  ['pointers in a circle', [1, 97, 0xc0, 4, 0xc0, 0]],
  ['a pointer forward', [0xc0, 2, 1, 97, 0]],
  ['a name without end', [1, 97]],
  ['a label beyond the end', [9, 97]],
  ['a label of the kind that is reserved', [0x40, 97, 0]],
  ['half of a pointer', [1, 97, 0xc0]],
  ['an empty name', [0]],
  ['more than 255 bytes', [...Array.from({ length: 130 }, () => [1, 97]).flat(), 0]],
])('%s is refused', (_, bytes) => {
  expect(() => decodeDomainNames(Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code: 'PACKET_MALFORMED' }),
  );
});
