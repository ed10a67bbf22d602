import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMac } from '../../base/mac.ts';
import { macOfAddress } from './mac-of-address.ts';

test.each([
  ['10.0.0.1', '02:52:0a:00:00:01'],
  ['192.168.1.51', '02:52:c0:a8:01:33'],
  ['255.255.255.255', '02:52:ff:ff:ff:ff'],
  ['2001:db8::a:b', '02:52:00:0a:00:0b'],
])('%s has %s', (ip, mac) => expect(macOfAddress(ip)).toBe(mac));

test('every IPv4 address has one of its own', () => {
  const address = fc.ipV4();
  fc.assert(
    fc.property(address, address, (one, other) => {
      expect(isMac(macOfAddress(one))).toBe(true);
      expect(macOfAddress(one) === macOfAddress(other)).toBe(one === other);
    }),
  );
});
