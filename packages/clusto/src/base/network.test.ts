import fc from 'fast-check';
import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ClustoException } from './errors.ts';
import { formatIp, parseIp, type Ip } from './ip.ts';
import { parseCidr, parseNetwork, type Network } from './network.ts';

const at = (network: Network, value: bigint): string => formatIp({ family: network.family, value });
const four = fc.bigInt(0n, 2n ** 32n - 1n).map((value): Ip => ({ family: 4, value }));
const six = fc.bigInt(2n ** 64n, 2n ** 128n - 1n).map((value): Ip => ({ family: 6, value }));
const based = fc.oneof(
  fc.tuple(four, fc.integer({ min: 0, max: 32 })),
  fc.tuple(six, fc.integer({ min: 0, max: 128 })),
);

describe('parseNetwork', () => {
  test.each<[string, unknown, Record<string, unknown>, string, string]>([
    [
      '192.168.20.0',
      '255.255.252.0',
      { text: '192.168.20.0/22', netmask: '255.255.252.0', broadcast: '192.168.23.255' },
      '192.168.20.1',
      '192.168.23.254',
    ],
    [
      '10.0.0.1',
      '/16',
      { text: '10.0.0.0/16', netmask: '255.255.0.0', broadcast: '10.0.255.255' },
      '10.0.0.1',
      '10.0.255.254',
    ],
    [
      '10.0.0.9',
      '30',
      { text: '10.0.0.8/30', netmask: '255.255.255.252', broadcast: '10.0.0.11' },
      '10.0.0.9',
      '10.0.0.10',
    ],
    ['10.0.0.9', 31, { text: '10.0.0.8/31', netmask: '255.255.255.254', broadcast: undefined }, '10.0.0.8', '10.0.0.9'],
    ['10.0.0.9', 32, { text: '10.0.0.9/32', netmask: '255.255.255.255', broadcast: undefined }, '10.0.0.9', '10.0.0.9'],
    [
      '10.0.0.9',
      0,
      { text: '0.0.0.0/0', netmask: '0.0.0.0', broadcast: '255.255.255.255' },
      '0.0.0.1',
      '255.255.255.254',
    ],
    [
      '10.0.0.9',
      '0.0.0.0',
      { text: '0.0.0.0/0', netmask: '0.0.0.0', broadcast: '255.255.255.255' },
      '0.0.0.1',
      '255.255.255.254',
    ],
    [
      '::ffff:10.0.0.9',
      24,
      { text: '10.0.0.0/24', netmask: '255.255.255.0', broadcast: '10.0.0.255' },
      '10.0.0.1',
      '10.0.0.254',
    ],
    [
      '2001:db8::5',
      64,
      { text: '2001:db8::/64', netmask: '64', broadcast: undefined },
      '2001:db8::1',
      '2001:db8::ffff:ffff:ffff:ffff',
    ],
    [
      '2001:db8::5',
      '/126',
      { text: '2001:db8::4/126', netmask: '126', broadcast: undefined },
      '2001:db8::5',
      '2001:db8::7',
    ],
    [
      '2001:db8::5',
      '127',
      { text: '2001:db8::4/127', netmask: '127', broadcast: undefined },
      '2001:db8::4',
      '2001:db8::5',
    ],
    [
      '2001:db8::5',
      128,
      { text: '2001:db8::5/128', netmask: '128', broadcast: undefined },
      '2001:db8::5',
      '2001:db8::5',
    ],
  ])('%s with %s', (baseip, netmask, expected, lowest, highest) => {
    const network = parseNetwork(baseip, netmask);
    expect(network).toMatchObject(expected);
    expect(network.base).toEqual(parseIp(baseip));
    expect(network.toString()).toBe(network.text);
    expect([at(network, network.firstUsable), at(network, network.lastUsable)]).toEqual([lowest, highest]);
  });

  test('an address is written with the prefix length', () => {
    expect(parseNetwork('192.168.1.0', '255.255.255.0').cidr(parseIp('192.168.1.20'))).toBe('192.168.1.20/24');
  });

  test.each<[string, unknown]>([
    ['10.0.0.0', '255.0.255.0'],
    ['10.0.0.0', '0.0.0.255'],
    ['10.0.0.0', '255.255.255.1'],
    ['10.0.0.0', '256.0.0.0'],
    ['10.0.0.0', '0255.0.0.0'],
    ['10.0.0.0', 33],
    ['10.0.0.0', -1],
    ['10.0.0.0', 8.5],
    ['10.0.0.0', NaN],
    ['10.0.0.0', '33'],
    ['10.0.0.0', '08'],
    ['10.0.0.0', '//8'],
    ['10.0.0.0', '8/'],
    ['10.0.0.0', ''],
    ['10.0.0.0', ' 8'],
    ['10.0.0.0', '-1'],
    ['10.0.0.0', '1e1'],
    ['10.0.0.0', 8n],
    ['10.0.0.0', true],
    ['10.0.0.0', undefined],
    ['10.0.0.0', null],
    ['10.0.0.0', ['8']],
    ['10.0.0.0', 'ffff::'],
    ['2001:db8::', '255.255.255.0'],
    ['2001:db8::', 129],
    ['2001:db8::', 'ffff::'],
  ])('%s with the netmask %o is refused', (baseip, netmask) => {
    expect(() => parseNetwork(baseip, netmask)).toThrow(
      expect.objectContaining({ code: 'NETMASK_INVALID', detail: { netmask } }),
    );
  });

  test.each([['10.0.0'], [''], [undefined], [167772160]])('the base %o is refused', (baseip) => {
    expect(() => parseNetwork(baseip, 24)).toThrow(
      expect.objectContaining({ code: 'IP_INVALID', detail: { ip: baseip } }),
    );
  });

  test('contains what the block list of Node contains', () => {
    fc.assert(
      fc.property(
        based,
        fc.oneof(four, six),
        fc.bigInt(-2n, 2n),
        fc.boolean(),
        ([base, prefix], other, step, isNear) => {
          const network = parseNetwork(formatIp(base), prefix);
          const bits = base.family === 4 ? 32 : 128;
          const edge = step < 0n ? network.first : network.last;
          const near: Ip = { family: base.family, value: BigInt.asUintN(bits, edge + step) };
          const ip = isNear ? near : other;
          const list = new BlockList();
          list.addSubnet(formatIp(base), prefix, `ipv${base.family}`);
          // Node finds IPv4 in an IPv6 list by its mapped form, here the families are apart
          expect(network.contains(ip)).toBe(ip.family === base.family && list.check(formatIp(ip), `ipv${ip.family}`));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('another family is never inside, even with the same number', () => {
    expect(parseNetwork('::', 0).contains(parseIp('10.0.0.1'))).toBe(false);
    expect(parseNetwork('0.0.0.0', 0).contains({ family: 6, value: 5n })).toBe(false);
  });

  test('dotted masks and prefix lengths mean the same', () => {
    fc.assert(
      fc.property(four, fc.integer({ min: 0, max: 32 }), (base, prefix) => {
        const network = parseNetwork(formatIp(base), prefix);
        for (const netmask of [network.netmask, String(prefix), `/${prefix}`]) {
          const again = parseNetwork(formatIp(base), netmask);
          expect(again.equals(network)).toBe(true);
          expect(again.prefix).toBe(prefix);
        }
      }),
    );
  });

  test('a dotted mask is accepted exactly when its ones are contiguous', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          four,
          fc
            .integer({ min: 0, max: 32 })
            .map((zeros): Ip => ({ family: 4, value: BigInt.asUintN(32, -1n << BigInt(zeros)) })),
        ),
        (mask) => {
          const isContiguous = /^1*0*$/.test(mask.value.toString(2).padStart(32, '0'));
          const read = (): Network => parseNetwork('10.0.0.0', formatIp(mask));
          if (isContiguous) expect(read().netmask).toBe(formatIp(mask));
          else expect(read).toThrow(expect.objectContaining({ code: 'NETMASK_INVALID' }));
        },
      ),
    );
  });

  test('what is handed out lies inside, in order', () => {
    fc.assert(
      fc.property(based, ([base, prefix]) => {
        const network = parseNetwork(formatIp(base), prefix);
        expect(network.contains(base)).toBe(true);
        expect(
          network.first <= network.firstUsable &&
            network.firstUsable <= network.lastUsable &&
            network.lastUsable <= network.last,
        ).toBe(true);
        expect(network.last - network.first + 1n).toBe(2n ** BigInt((base.family === 4 ? 32 : 128) - prefix));
      }),
    );
  });
});

describe('equals', () => {
  test('looks at the range only', () => {
    const network = parseNetwork('10.0.0.1', 16);
    expect(network.equals(parseNetwork('10.0.200.7', '255.255.0.0'))).toBe(true);
    expect(network.equals(parseNetwork('10.0.0.1', 17))).toBe(false);
    expect(network.equals(parseNetwork('10.1.0.1', 16))).toBe(false);
    expect(parseNetwork('0.0.0.0', 0).equals(parseNetwork('::', 0))).toBe(false);
  });
});

describe('parseCidr', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['10.0.0.9/32', '10.0.0.9/32'],
  ])('%s', (text, canonical) => {
    expect(parseCidr(text).text).toBe(canonical);
  });

  test('refuses host bits and tells the network', () => {
    expect(() => parseCidr('10.1.2.3/8')).toThrow(
      expect.objectContaining({
        code: 'HOST_BITS',
        message: '10.1.2.3/8 has host bits set, the network is 10.0.0.0/8.',
      }),
    );
  });

  test.each([
    ['10.0.0.0', 'NETMASK_INVALID'],
    ['10.0.0.0/', 'NETMASK_INVALID'],
    ['10.0.0.0//8', 'NETMASK_INVALID'],
    ['10.0.0.0/8/8', 'NETMASK_INVALID'],
    ['10.0.0.0/33', 'NETMASK_INVALID'],
    ['10.0.0/8', 'IP_INVALID'],
    ['/8', 'IP_INVALID'],
    ['', 'IP_INVALID'],
    [undefined, 'IP_INVALID'],
    [8, 'IP_INVALID'],
  ])('refuses %o with %s', (text, code) => {
    expect(() => parseCidr(text)).toThrow(expect.objectContaining({ code }));
  });

  test('reads what a network is written as', () => {
    fc.assert(
      fc.property(based, ([base, prefix]) => {
        const network = parseNetwork(formatIp(base), prefix);
        // the start of a wide network may fall into the mapped block, which is IPv4
        fc.pre(network.first >> 32n !== 0xffffn);
        expect(parseCidr(network.text).equals(network)).toBe(true);
      }),
    );
  });

  test('throws nothing but its own exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789.:/'.split('')) }), fc.anything()),
        fc.anything(),
        (text, netmask) => {
          for (const read of [
            (): unknown => parseCidr(text),
            (): unknown => parseNetwork('10.0.0.0', netmask),
            (): unknown => parseNetwork('10.0.0.0', text),
          ]) {
            try {
              read();
            } catch (error) {
              expect(error).toBeInstanceOf(ClustoException);
            }
          }
        },
      ),
    );
  });
});
