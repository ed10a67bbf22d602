import fc from 'fast-check';
import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ClustoException } from './errors.ts';
import { formatIp, ipFromKey, ipFromLegacyInteger, ipKey, isIp, legacyInteger, parseIp, type Ip } from './ip.ts';

const four = fc.bigInt(0n, 2n ** 32n - 1n).map((value): Ip => ({ family: 4, value }));
/** Groups rather than one integer, so that runs of zeros are common. */
const six = fc
  .array(fc.oneof(fc.constant(0n), fc.bigInt(0n, 0xffffn)), { minLength: 8, maxLength: 8 })
  .map((groups): Ip => ({ family: 6, value: groups.reduce((value, group) => (value << 16n) | group, 0n) }))
  .filter((ip) => ip.value >> 32n !== 0xffffn);
const any = fc.oneof(four, six);
const nearText = fc.string({
  unit: fc.constantFrom(...'0123456789abcdefF:.%/ '.split(''), '::', '255', 'ffff', '0000'),
  maxLength: 20,
});

describe('parseIp and formatIp', () => {
  test.each<[string, string, 4 | 6]>([
    ['0.0.0.0', '0.0.0.0', 4],
    ['192.168.20.1', '192.168.20.1', 4],
    ['255.255.255.255', '255.255.255.255', 4],
    ['::', '::', 6],
    ['::1', '::1', 6],
    ['2001:DB8::0001', '2001:db8::1', 6],
    // RFC 5952 section 4.2.2: one group stays, 4.2.3: the longest run, the first of equal ones
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', 6],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', 6],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1', 6],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', 6],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8', 6],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::', 6],
    // RFC 4291 section 2.2 form 3
    ['::13.1.68.3', '::d01:4403', 6],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304', 6],
    // one host, one value
    ['::ffff:192.168.20.1', '192.168.20.1', 4],
    ['::FFFF:c0a8:1401', '192.168.20.1', 4],
    ['0000:0000:0000:0000:0000:ffff:255.255.255.255', '255.255.255.255', 4],
  ])('%s is %s', (text, canonical, family) => {
    const ip = parseIp(text);
    expect(ip.family).toBe(family);
    expect(formatIp(ip)).toBe(canonical);
    expect(isIp(text)).toBe(true);
  });

  test.each([
    '',
    ' ',
    '10.0',
    '10',
    '0x0a000001',
    '010.0.0.1',
    '10.0.0.01',
    '256.0.0.1',
    '1.2.3.4.5',
    '1.2.3',
    '1..3.4',
    '10.0.0.1 ',
    ' 10.0.0.1',
    '10.0.0.1\n',
    '10.0.0.0/29',
    '-1.0.0.0',
    '+1.0.0.0',
    '1e1.0.0.0',
    '١.0.0.1',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    '1:2:3:4::5:6:7:8::9',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '0x1::',
    'fe80::1%eth0',
    '[::1]',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    '::01.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1::2:3:4:5:6:7:1.2.3.4',
  ])('refuses %o', (text) => {
    expect(() => parseIp(text)).toThrow(expect.objectContaining({ code: 'IP_INVALID', detail: { ip: text } }));
    expect(isIp(text)).toBe(false);
  });

  test.each([[undefined], [null], [3], [10n], [true], [['10.0.0.1']], [{}]])(
    'refuses %o, which is no text',
    (value) => {
      expect(() => parseIp(value)).toThrow(expect.objectContaining({ code: 'IP_INVALID' }));
      expect(isIp(value)).toBe(false);
    },
  );

  test('reading undoes writing', () => {
    fc.assert(
      fc.property(any, (ip) => {
        expect(parseIp(formatIp(ip))).toEqual(ip);
      }),
    );
  });

  test('writes IPv6 as the URL standard does', () => {
    fc.assert(
      fc.property(six, (ip) => {
        expect(`[${formatIp(ip)}]`).toBe(new URL(`http://[${formatIp(ip)}]/`).hostname);
      }),
    );
  });

  test('reads the full form', () => {
    fc.assert(
      fc.property(six, (ip) => {
        const full = ip.value.toString(16).padStart(32, '0').match(/.{4}/g)?.join(':');
        expect(parseIp(full?.toUpperCase())).toEqual(ip);
      }),
    );
  });

  test('accepts what Node accepts, but for zones', () => {
    fc.assert(
      fc.property(fc.oneof(nearText, fc.string(), any.map(formatIp)), (text) => {
        expect(isIp(text)).toBe(isIP(text) !== 0 && !text.includes('%'));
      }),
      { numRuns: 2000 },
    );
  });

  test('throws nothing but its own exception', () => {
    fc.assert(
      fc.property(fc.oneof(nearText, fc.string({ unit: 'binary' }), fc.anything()), (value) => {
        try {
          parseIp(value);
        } catch (error) {
          expect(error).toBeInstanceOf(ClustoException);
        }
      }),
    );
  });

  test('a mapped value that was computed is shown dotted (RFC 5952 section 5)', () => {
    expect(formatIp({ family: 6, value: (0xffffn << 32n) | 0x01020304n })).toBe('::ffff:1.2.3.4');
  });
});

describe('ipKey', () => {
  test('IPv4 lies in the mapped block', () => {
    expect(ipKey(parseIp('1.2.3.4')).toString('hex')).toBe('00000000000000000000ffff01020304');
    expect(ipKey(parseIp('::1')).toString('hex')).toBe('00000000000000000000000000000001');
  });

  test('has 16 bytes and is undone', () => {
    fc.assert(
      fc.property(any, (ip) => {
        expect(ipKey(ip)).toHaveLength(16);
        expect(ipFromKey(ipKey(ip))).toEqual(ip);
        expect(ipFromKey(new Uint8Array(ipKey(ip)))).toEqual(ip);
      }),
    );
  });

  test('sorts as numbers do within a family', () => {
    const close = fc
      .tuple(six, fc.bigInt(-300n, 300n))
      .map(([ip, step]): [Ip, Ip] => [ip, { family: 6, value: BigInt.asUintN(128, ip.value + step) }]);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(four, four), fc.tuple(six, six), close), ([a, b]) => {
        expect(ipKey(a).compare(ipKey(b))).toBe(a.value === b.value ? 0 : a.value < b.value ? -1 : 1);
      }),
    );
  });

  test.each([0, 4, 15, 17])('refuses a key of %i bytes', (length) => {
    expect(() => ipFromKey(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});

describe('legacyInteger', () => {
  test.each([
    ['0.0.0.0', -2147483648],
    ['128.0.0.0', 0],
    ['192.168.20.1', 1084756993],
    ['255.255.255.255', 2147483647],
  ])('%s is %i', (text, integer) => {
    expect(legacyInteger(parseIp(text))).toBe(integer);
    expect(formatIp(ipFromLegacyInteger(integer))).toBe(text);
  });

  test('is undone', () => {
    fc.assert(
      fc.property(four, (ip) => {
        expect(ipFromLegacyInteger(legacyInteger(ip))).toEqual(ip);
      }),
    );
  });

  test.each([-2147483649, 2147483648, 1.5, NaN, Infinity])('refuses %d', (integer) => {
    expect(() => ipFromLegacyInteger(integer)).toThrow(expect.objectContaining({ code: 'IP_INVALID' }));
  });

  test('refuses IPv6', () => {
    expect(() => legacyInteger(parseIp('::1'))).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
