import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMac, macBytes, macNumber, macOfBytes } from './mac-number.ts';

test('number, bytes and text are the same address', () => {
  expect(macNumber('00-1B-21-3C-4D-5E')).toBe(0x001b_213c_4d5e);
  fc.assert(
    fc.property(
      fc.maxSafeNat().map((number) => number % 2 ** 48),
      (mac) => {
        expect(macNumber(formatMac(mac))).toBe(mac);
        expect(macOfBytes(Uint8Array.from(macBytes(mac)))).toBe(mac);
      },
    ),
  );
});
