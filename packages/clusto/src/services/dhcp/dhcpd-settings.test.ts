import { describe, expect, test } from 'vitest';
import { parseIp4 } from '../../wire/ip4.ts';
import { dhcpdSettings } from './dhcpd-settings.ts';

const listen = ['10.0.0.1'];
const trust = (relay: string, section: Readonly<Record<string, unknown>>): string =>
  dhcpdSettings({ listen, ...section }).trustOf(parseIp4(relay));

describe('the settings of the DHCP server', () => {
  test('name addresses, with the interface of an inherited socket', () => {
    expect(dhcpdSettings({ listen: ['10.0.0.1', 'vlan1.7=10.0.1.1'] }).listen).toEqual([
      { address: parseIp4('10.0.0.1'), interface: undefined },
      { address: parseIp4('10.0.1.1'), interface: 'vlan1.7' },
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
    [{ listen: ['eth0'] }, 'dhcpd.listen must be addresses like 10.0.0.1, or eth0=10.0.0.1, not eth0'],
    [{ listen: ['eth0=::1'] }, 'not eth0=::1'],
    [{ listen, port: 0 }, 'dhcpd.port must be a port from 1 to 65535'],
    [{ listen, clientPort: 65_536 }, 'dhcpd.clientPort must be a port'],
    [{ listen, record: 'requests.jsonl' }, 'dhcpd.record must be an absolute path, not requests.jsonl'],
    [{ listen, record: '/r', recordSize: 1 }, 'dhcpd.recordSize must be a number of bytes from 4096'],
    [{ listen, relays: ['10.0.0.300'] }, '10.0.0.300'],
  ])('%j are refused', (section, message) => {
    expect(() => dhcpdSettings(section)).toThrow(message);
  });

  test('say which relays are answered, and which are believed', () => {
    expect(trust('192.0.2.1', {})).toBe('answered');
    expect(trust('192.0.2.1', { relays: ['10.0.0.0/8'] })).toBe('refused');
    expect(trust('10.1.2.3', { relays: ['10.0.0.0/8'] })).toBe('answered');
    expect(trust('10.1.2.3', { trustedRelays: ['10.1.2.3'] })).toBe('believed');
    expect(trust('10.1.2.4', { trustedRelays: ['10.1.2.3'] })).toBe('answered');
  });
});
