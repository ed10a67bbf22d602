import { describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { discoverServer } from '../../packages/clusto/src/operations/discovery/discover-server.ts';
import { findDrift } from '../../packages/clusto/src/operations/discovery/find-drift.ts';
import { decodeDhcp4, type Dhcp4Packet } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { formatIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { databases } from '../support/databases.ts';
import { ascii, type Written } from '../support/dhcp4-talk.ts';
import { buildDiscoveryRack, switchAddress } from '../support/discovery-rack.ts';
import { discover, useDhcpd } from '../support/use-dhcpd.ts';

const mac = '00:1b:21:3c:4d:07';
const firmware: Written = { ...discover, mac, raw: { 93: [0, 7] } };
const ipxe: Written = { ...firmware, raw: { 77: ascii('iPXE'), 93: [0, 7] } };

// with a real switch's trap and a machine that boots: tests/system/bare-rack.test.ts
describe.each(databases)('a server that is plugged into an empty rack, on $name', (kind) => {
  const server = useDhcpd(kind);

  test('appears in its place, is learned when it asks, and boots when it has an address', async () => {
    const { clusto } = server.it;
    const device = await buildDiscoveryRack(clusto, true);
    const rack = await clusto.getByName('r1', BasicRack);
    for (const [subkey, value] of Object.entries({
      enabled: true,
      'next-server': '10.0.0.1',
      'boot-efi-x64': 'ipxe.efi',
      'boot-ipxe': 'menu.ipxe',
    }))
      await rack.setAttr({ key: 'dhcp', subkey, value });
    const trap = { kind: 'mac', operation: 'learned', vlan: 442, mac, port: 7 } as const;
    await discoverServer(clusto, { source: switchAddress, events: [trap] });
    const found = await clusto.getByName('s0001', PenguinServer);
    expect(await BasicRack.getRackAndU(found)).toMatchObject({ rack: { name: 'r1' }, RU: [7] });
    expect((await device.getConnected('nic-eth', 7))?.name).toBe('s0001');
    expect(await device.getPortAttr('nic-eth', 7, 'vlan')).toBe(442);

    await server.caughtUp();
    const before = await clusto.version();
    expect(await server.talk(firmware)).toEqual([]);
    await server.written(before);
    expect(await server.talk(firmware)).toEqual([]);

    await clusto.transaction({ message: 'taken into service' }, () => found.addIp('10.0.0.77'));
    await server.caughtUp();
    const answers: Dhcp4Packet[] = [];
    server.client.on('message', (bytes) => answers.push(decodeDhcp4(bytes)));
    expect(await server.talk(firmware, ipxe)).toEqual(['offer 10.0.0.77', 'offer 10.0.0.77']);
    expect(answers.slice(0, 2).map(({ file, siaddr }) => [file, formatIp4(siaddr)])).toEqual([
      ['ipxe.efi', '10.0.0.1'],
      ['menu.ipxe', '10.0.0.1'],
    ]);
    expect((await clusto.versions({ limit: 3 })).map(({ message }) => message)).toEqual([
      'taken into service',
      `DHCP: learned mac ${mac} of s0001`,
      `SNMP discovery: created s0001 at r1-sw1 nic-eth 7 (${mac}, VLAN 442)`,
    ]);
    expect(await findDrift(clusto)).toEqual([]);
  });
});
