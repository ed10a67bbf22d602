import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../base/errors.ts';
import { dhcp4Options } from './dhcp4-options.ts';
import { OptionTable } from './option-table.ts';
import { decodeOption, encodeOption, type OptionType, optionTypes } from './option-type.ts';

const table = new OptionTable(dhcp4Options, 254);
const types = Object.keys(optionTypes) as OptionType[];

test('no code and no name is in the table twice', () => {
  const names = dhcp4Options.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(dhcp4Options.map(({ code }) => code)).size).toBe(dhcp4Options.length);
});

/** What people write, the bytes on the wire, and how they read. */
const cases: readonly [option: string, value: unknown, wire: string, read?: unknown][] = [
  ['subnet-mask', '255.255.252.0', 'fffffc00'],
  ['routers', '10.0.0.1, 10.0.0.2', '0a0000010a000002', ['10.0.0.1', '10.0.0.2']],
  ['routers', ['10.0.0.1'], '0a000001'],
  ['time-offset', -3600, 'fffff1f0'],
  ['interface-mtu', 9000, '2328'],
  ['default-ip-ttl', '64', '40', 64],
  ['dhcp-lease-time', 4_294_967_295, 'ffffffff'],
  ['ip-forwarding', 'yes', '01', true],
  ['ip-forwarding', 0, '00', false],
  ['static-routes', ['10.9.0.0', '10.0.0.1'], '0a0900000a000001'],
  ['path-mtu-plateau-table', [68, 1500], '004405dc'],
  ['host-name', 'web1', '77656231'],
  // the example of RFC 3397 section 2
  ['domain-search', ['eng.apple.com', 'marketing.apple.com'], '03656e67056170706c6503636f6d00096d61726b6574696e67c004'],
  ['classless-static-routes', '10.0.0.0/8 via 10.0.0.1', '080a0a000001', ['10.0.0.0/8 via 10.0.0.1']],
  [
    'classless-static-routes',
    ['0.0.0.0/0 10.0.0.1', '10.17.128.0/17 10.0.0.2'],
    '000a000001110a11800a000002',
    ['0.0.0.0/0 via 10.0.0.1', '10.17.128.0/17 via 10.0.0.2'],
  ],
  [
    'vendor-encapsulated-options',
    { 6: 8, 10: '0x00', 9: 'PXE' },
    '06010809035058450a0100ff',
    {
      6: '0x08',
      9: '0x505845',
      10: '0x00',
    },
  ],
  ['vendor-encapsulated-options', '01:02:03', '010203', '010203'],
  ['sip-servers', ['10.0.0.1'], '010a000001'],
  ['sip-servers', ['sip.example'], '0003736970076578616d706c6500'],
  ['pxelinux-magic', '0xf100747e', 'f100747e', 'f100747e'],
  ['v4-captive-portal', 'https://portal.example/api', Buffer.from('https://portal.example/api').toString('hex')],
  ['v4-sztp-redirect', ['https://a'], '000968747470733a2f2f61'],
  ['option-224-u16', 513, '0201'],
  ['option-224', 'site', '73697465'],
];

test.each(cases)('%s of %j is written as %s', (option, value, wire, read = value) => {
  const found = table.find(option);
  const bytes = encodeOption(found, value);
  expect(Buffer.from(bytes).toString('hex')).toBe(wire);
  expect(decodeOption(found, bytes)).toEqual(read);
});

/** The message names the part that is wrong and says what is right. */
const refusals: readonly [option: string, value: unknown, part: string, right: string][] = [
  ['routers', '10.0.0.1 10.0.0.300', '10.0.0.300', 'IPv4 addresses'],
  ['routers', [], '', 'IPv4 addresses'],
  ['subnet-mask', '2001:db8::1', '2001:db8::1', 'one IPv4 address'],
  ['interface-mtu', 65_536, '65536', 'an integer from 0 to 65535'],
  ['interface-mtu', 1.5, '1.5', 'an integer'],
  ['ip-forwarding', 'maybe', 'maybe', 'true or false'],
  ['static-routes', ['10.0.0.1'], '10.0.0.1', 'pairs'],
  ['host-name', 'a\u0000b', 'a', 'without control characters'],
  ['domain-search', 'good.example bad..example', 'bad..example', 'domain names'],
  ['classless-static-routes', '10.0.0.1/8 via 10.0.0.1', '10.0.0.1/8', 'network address'],
  ['pxelinux-magic', 'xyz', 'xyz', 'hexadecimal'],
  ['vendor-encapsulated-options', { 0: 1 }, '0', 'sub-option number'],
];

test.each(refusals)('%s of %j is refused', (option, value, part, right) => {
  const refused = (): unknown => encodeOption(table.find(option), value);
  expect(refused).toThrow(expect.objectContaining({ code: 'DHCP_OPTION_INVALID' }));
  expect(refused).toThrow(part);
  expect(refused).toThrow(right);
});

describe.each(types)('the type %s', (type) => {
  test('reads its example as it was', () => {
    const { example } = optionTypes[type];
    const option = { name: 'x', type };
    const read = decodeOption(option, encodeOption(option, example));
    expect(encodeOption(option, read)).toEqual(encodeOption(option, example));
  });

  test('reads any bytes, or throws the one error; what it reads is written again as it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        let read;
        try {
          read = decodeOption({ type }, bytes);
        } catch (error) {
          expect(error instanceof ClustoException && error.code).toBe('PACKET_MALFORMED');
          return;
        }
        // what is written by rules of the reader's own (pointers, trailing NUL) is the same after one turn
        let again;
        try {
          again = encodeOption({ name: 'x', type }, read);
        } catch (error) {
          expect(error instanceof ClustoException && error.code).toBe('DHCP_OPTION_INVALID');
          return;
        }
        expect(decodeOption({ type }, again)).toEqual(read);
      }),
      { seed: 2132, numRuns: 300 },
    );
  });
});

test('a name is found in whatever case, and by what the original called it', () => {
  expect(table.find('Routers')).toMatchObject({ code: 3 });
  expect(table.find('NTP_server')).toMatchObject({ code: 42 });
  expect(table.find('option-6')).toMatchObject({ code: 6, type: 'addresses' });
});

test.each(['router-s', 'option-0', 'option-255', 'option-300', 'option-224-nothing'])('%s is no option', (word) => {
  expect(() => table.find(word)).toThrow(expect.objectContaining({ code: 'DHCP_OPTION_UNKNOWN' }));
});

test('the nearest name is told', () => {
  expect(() => table.find('domain-nam')).toThrow('is domain-name meant?');
});
