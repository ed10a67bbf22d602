import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIp4, ip4Bytes, ip4Of, isHostAddress, isIp4, isSameNetwork, maskOf, parseIp4 } from './ip4.ts';

test('number, bytes and text are the same address', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (ip) => {
      expect(parseIp4(formatIp4(ip))).toBe(ip);
      expect(ip4Of(ip4Bytes(ip))).toBe(ip);
    }),
  );
  expect([isIp4('10.0.0.1'), isIp4('2001:db8::1'), isIp4(7)]).toEqual([true, false, false]);
  expect(() => parseIp4('2001:db8::1')).toThrow(expect.objectContaining({ code: 'IP_INVALID' }));
});

test.each([
  [0, '0.0.0.0'],
  [1, '128.0.0.0'],
  [22, '255.255.252.0'],
  [32, '255.255.255.255'],
])('the mask of /%i is %s', (prefix, mask) => {
  expect(formatIp4(maskOf(prefix))).toBe(mask);
});

test('two addresses are in one network by its prefix', () => {
  const same = (one: string, other: string, prefix: number): boolean =>
    isSameNetwork(parseIp4(one), parseIp4(other), prefix);
  expect([same('10.0.0.7', '10.0.1.7', 24), same('10.0.0.7', '10.0.1.7', 23)]).toEqual([false, true]);
  expect([same('200.0.0.7', '10.0.1.7', 0), same('200.0.0.7', '200.0.0.7', 32)]).toEqual([true, true]);
});

test.each(['0.0.0.1', '127.0.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'])(
  '%s is of no machine on a network',
  (ip) => {
    expect(isHostAddress(parseIp4(ip))).toBe(false);
    expect(isHostAddress(parseIp4('192.168.1.1'))).toBe(true);
  },
);
