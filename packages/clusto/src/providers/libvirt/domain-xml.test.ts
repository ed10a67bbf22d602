import { describe, expect, test } from 'vitest';
import { type DomainSpec, domainXml } from './domain-xml.ts';
import { ReadXml } from './read-xml.ts';

const spec: DomainSpec = {
  name: 'v1',
  uuid: '3f2b7c1e-0b7a-4c0e-9a55-0a6f2d7d9c01',
  guest: 'kvm',
  type: 'kvm',
  memory: 1024,
  cpus: 2,
  firmware: 'bios',
  boot: ['disk', 'network'],
  disks: [{ path: '/dev/vg0/v1-root' }, { path: '/pool/v1-seed', isReadOnly: true }],
  nics: [{ mac: '52:54:00:00:00:01', bridge: 'br0', vlan: 42, isOpenVSwitch: true }],
};
const xen = { ...spec, type: 'xen', nics: [{ mac: '00:16:3e:00:00:01', bridge: 'xenbr0' }] } as const;
const read = (one: DomainSpec): Promise<ReadXml> => ReadXml.parse(domainXml(one), 'host', 'reading');
const attributes = (found: ReadXml[], name: string): (string | undefined)[] => found.map((one) => one.attribute(name));

describe('a machine on KVM', () => {
  test('has its disks, network and console', async () => {
    const xml = await read(spec);
    expect(xml.attribute('type')).toBe('kvm');
    expect(xml.bytes('memory')).toBe(2 ** 30);
    expect(xml.text('vcpu')).toBe('2');
    expect(attributes(xml.all('devices', 'disk', 'target'), 'dev')).toEqual(['vda', 'vdb']);
    expect(xml.all('devices', 'disk', 'source').map((one) => one.attribute('dev') ?? one.attribute('file'))).toEqual([
      '/dev/vg0/v1-root',
      '/pool/v1-seed',
    ]);
    expect(xml.all('devices', 'disk', 'readonly')).toHaveLength(1);
    expect(attributes(xml.all('devices', 'interface', 'vlan', 'tag'), 'id')).toEqual(['42']);
    expect(attributes(xml.all('devices', 'interface', 'virtualport'), 'type')).toEqual(['openvswitch']);
    expect(attributes(xml.all('os', 'boot'), 'dev')).toEqual(['hd', 'network']);
  });

  test('boots by UEFI, from the network first, or from a kernel of the host', async () => {
    const uefi = await read({ ...spec, firmware: 'uefi', boot: ['network', 'disk'] });
    expect(attributes(uefi.all('os'), 'firmware')).toEqual(['efi']);
    expect(attributes(uefi.all('os', 'boot'), 'dev')).toEqual(['network', 'hd']);
    const direct = await read({ ...spec, kernel: { kernel: '/boot/k', initrd: '/boot/i', cmdline: 'quiet' } });
    expect(['kernel', 'initrd', 'cmdline'].map((name) => direct.text('os', name))).toEqual([
      '/boot/k',
      '/boot/i',
      'quiet',
    ]);
    expect(direct.all('os', 'boot')).toEqual([]);
  });
});

test.each([
  ['pv', 'linux', 'xenpv', undefined],
  ['pvh', 'xenpvh', 'xenpvh', undefined],
  ['hvm', 'hvm', 'xenfv', 'e1000'],
] as const)('a machine on Xen can be %s', async (guest, os, machine, model) => {
  const xml = await read({ ...xen, guest, kernel: guest === 'pvh' ? { kernel: '/boot/k' } : undefined });
  expect(xml.attribute('type')).toBe('xen');
  expect(xml.text('os', 'type')).toBe(os);
  expect(attributes(xml.all('os', 'type'), 'machine')).toEqual([machine]);
  expect(xml.text('bootloader')).toBe(guest === 'pv' ? 'pygrub' : undefined);
  expect(attributes(xml.all('devices', 'interface', 'model'), 'type')).toEqual(model === undefined ? [] : [model]);
  expect(attributes(xml.all('devices', 'disk', 'target'), 'dev')).toEqual(['xvda', 'xvdb']);
  expect(attributes(xml.all('devices', 'disk', 'driver'), 'name')).toEqual(['phy', 'qemu']);
});
