import { expect, test } from 'vitest';
import { seedFiles, type Seed } from './seed-image.ts';

const seed: Seed = {
  instanceId: 'u-1',
  hostname: 'v1',
  sshKeys: ['ssh-ed25519 AAAA somebody'],
  interfaces: [
    {
      name: 'eth0',
      mac: '52:54:00:00:00:01',
      addresses: ['10.0.0.5/24', 'fd00::5/64'],
      gateways: ['10.0.0.1', 'fd00::1'],
    },
    { name: 'eth1', mac: '52:54:00:00:00:02', addresses: [], gateways: [] },
  ],
  nameservers: ['10.0.0.2'],
  searchDomains: ['example.com'],
};
const content = (given: Seed, name: string): string =>
  seedFiles(given).find((file) => file.name === name)?.content ?? '';

test('a guest is told its name, its keys and its addresses', () => {
  expect(JSON.parse(content(seed, 'meta-data'))).toEqual({
    'instance-id': 'u-1',
    'local-hostname': 'v1',
    'public-keys': ['ssh-ed25519 AAAA somebody'],
  });
  expect(JSON.parse(content(seed, 'network-config'))).toEqual({
    version: 2,
    ethernets: {
      eth0: {
        match: { macaddress: '52:54:00:00:00:01' },
        'set-name': 'eth0',
        addresses: ['10.0.0.5/24', 'fd00::5/64'],
        routes: [
          { to: '0.0.0.0/0', via: '10.0.0.1' },
          { to: '::/0', via: 'fd00::1' },
        ],
        nameservers: { addresses: ['10.0.0.2'], search: ['example.com'] },
      },
      eth1: { match: { macaddress: '52:54:00:00:00:02' }, 'set-name': 'eth1', dhcp4: true },
    },
  });
});

test('user data is its own, or says who the guest is', () => {
  expect(content({ ...seed, userData: '#!/bin/sh\ntrue\n' }, 'user-data')).toBe('#!/bin/sh\ntrue\n');
  const [first, ...rest] = content({ ...seed, fqdn: 'v1.example.com' }, 'user-data').split('\n');
  expect(first).toBe('#cloud-config');
  expect(JSON.parse(rest.join('\n'))).toEqual({ hostname: 'v1', fqdn: 'v1.example.com', manage_etc_hosts: true });
});
