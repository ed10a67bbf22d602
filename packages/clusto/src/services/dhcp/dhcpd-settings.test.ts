import { describe, expect, test } from 'vitest';
import { ipKey, parseIp } from '../../base/ip.ts';
import { parseIp4 } from '../../wire/ip4.ts';
import { dhcpdSettings } from './dhcpd-settings.ts';

const listen = ['10.0.0.1'];
const trust = (relay: string, section: Readonly<Record<string, unknown>>): string =>
  dhcpdSettings({ listen, ...section }).trustOf(parseIp4(relay));

describe('the settings of the DHCP server', () => {
  test('name addresses, with the name of an inherited socket', () => {
    expect(dhcpdSettings({ listen: ['10.0.0.1', 'vlan1.7=10.0.1.1'] }).listen).toEqual([
      { address: parseIp4('10.0.0.1'), socket: undefined },
      { address: parseIp4('10.0.1.1'), socket: 'vlan1.7' },
    ]);
  });

  test('have defaults', () => {
    expect(dhcpdSettings({ listen })).toMatchObject({
      port: 67,
      clientPort: 68,
      hasRapidCommit: false,
      clientRate: 20,
      record: undefined,
    });
  });

  test.each([
    [{}, 'dhcpd.listen must be the addresses of this server'],
    [{ listen: ['eth0'] }, 'dhcpd.listen must be addresses like 10.0.0.1 and 2001:db8::1, or eth0=10.0.0.1, not eth0'],
    [{ listen: ['eth0=::g'] }, 'not eth0=::g'],
    [{ listen, port6: 65_536 }, 'dhcpd.port6 must be a port'],
    [
      { listen, duid: '00:g' },
      'dhcpd.duid must be an identifier (DUID) of 3 to 130 bytes as hexadecimal digits, not 00:g',
    ],
    [{ listen, duid: '0003' }, 'not 0003'],
    [{ listen, port: 0 }, 'dhcpd.port must be a port from 1 to 65535'],
    [{ listen, clientPort: 65_536 }, 'dhcpd.clientPort must be a port'],
    [{ listen, record: 'requests.jsonl' }, 'dhcpd.record must be an absolute path, not requests.jsonl'],
    [{ listen, record: '/r', recordSize: 1 }, 'dhcpd.recordSize must be a number of bytes from 4096'],
    [{ listen, relays: ['10.0.0.300'] }, '10.0.0.300'],
  ])('%j are refused', (section, message) => {
    expect(() => dhcpdSettings(section)).toThrow(message);
  });

  test('have those of IPv6 where there is such an address', () => {
    expect(dhcpdSettings({ listen }).six).toBeUndefined();
    const section = { listen: ['::1', 'eth0-v6=2001:db8::1'], duid: '00:02:09', relays: ['2001:db8::/32', '10.0.0.1'] };
    const { listen: four, six } = dhcpdSettings(section);
    const bytes = (text: string): Uint8Array => Uint8Array.from(ipKey(parseIp(text)));
    expect(four).toEqual([]);
    expect(six).toMatchObject({
      listen: [
        { address: bytes('::1'), socket: undefined },
        { address: bytes('2001:db8::1'), socket: 'eth0-v6' },
      ],
      port: 547,
      clientPort: 546,
      hasSiteGroup: false,
      duid: Uint8Array.of(0, 2, 9),
    });
    expect(['2001:db8::7', '2001:db9::7'].map((link) => six?.isRelay(bytes(link)))).toEqual([true, false]);
    expect(dhcpdSettings({ listen: ['::1'] }).six?.isRelay(bytes('2001:db9::7'))).toBe(true);
  });

  test('say which relays are answered, and which are believed', () => {
    expect(trust('192.0.2.1', {})).toBe('answered');
    expect(trust('192.0.2.1', { relays: ['10.0.0.0/8'] })).toBe('refused');
    expect(trust('10.1.2.3', { relays: ['10.0.0.0/8'] })).toBe('answered');
    expect(trust('10.1.2.3', { trustedRelays: ['10.1.2.3'] })).toBe('believed');
    expect(trust('10.1.2.4', { trustedRelays: ['10.1.2.3'] })).toBe('answered');
  });
});
