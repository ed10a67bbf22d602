import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../../tests/support/open-inventory.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { BasicDatacenter } from '../../drivers/locations/basic-datacenter.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import { macNumber } from '../../wire/mac-number.ts';
import type { DhcpHost } from './dhcp-host.ts';
import { DhcpIndex } from './dhcp-index.ts';

describe.each(databases)('the index on $name', (kind) => {
  const it = shareInventory(kind, [BasicServer, BasicRack, BasicDatacenter, Pool, IPManager]);
  let serial = 0;

  /** A server with a MAC address on a port, in a subnet of its own. */
  async function server(port = 1): Promise<{ thing: BasicServer; mac: string; manager: IPManager }> {
    const { clusto } = it;
    serial += 1;
    const network = { baseip: `10.${serial}.0.0`, netmask: '24', gateway: `10.${serial}.0.1` };
    const manager = await clusto.create(IPManager, `lan${serial}`, network);
    const thing = await clusto.create(BasicServer, `s${serial}`);
    const mac = `00:00:00:00:00:${serial.toString(16).padStart(2, '0')}`;
    await thing.setPortAttr('nic-eth', port, 'mac', mac);
    return { thing, mac, manager };
  }

  const hostOf = (index: DhcpIndex, mac: string): DhcpHost | undefined => index.hostsOf(macNumber(mac))[0];
  const enabledBy = (index: DhcpIndex, mac: string): string[] | undefined =>
    hostOf(index, mac)?.layers.map(({ name }) => name);

  test('has the MAC addresses of all ports, and the addresses that are on them', async () => {
    const { thing, mac, manager } = await server(2);
    await thing.setPortAttr('nic-eth', 1, 'mac', '00:00:00:00:01:01');
    await thing.bindIpToOsPort(`10.${serial}.0.7`, 'eth1', { ipman: manager, portType: 'nic-eth', portNum: 2 });
    await thing.addIp({ ipman: manager });
    await thing.setHostname('web.example');
    const index = await DhcpIndex.build(it.clusto);
    const host = hostOf(index, mac);
    expect(hostOf(index, '00:00:00:00:01:01')).toBe(host);
    expect(host).toMatchObject({ name: thing.name, hostname: { value: 'web.example', attribute: 'hostname' } });
    expect(host?.addresses.map((one) => [formatIp4(one.ip), one.prefix, one.mac])).toEqual([
      [`10.${serial}.0.7`, 24, macNumber(mac)],
      [`10.${serial}.0.2`, 24, undefined],
    ]);
    expect(host?.addresses[0]?.subnet).toMatchObject({ manager: manager.name, gateway: { attribute: 'gateway' } });
  });

  test('has IPv6 addresses, and finds a host by the identifier that its own attribute says', async () => {
    const { clusto } = it;
    const { thing, mac } = await server();
    const six = await clusto.create(IPManager, `six${serial}`, { baseip: `2001:db8:${serial}::`, netmask: '64' });
    await thing.bindIpToOsPort(`2001:db8:${serial}::7`, 'eth0', { ipman: six, portType: 'nic-eth', portNum: 1 });
    await thing.setAttr({ key: 'dhcp6', subkey: 'duid', value: '00:02:00:00:00:09:01' });
    const index = await DhcpIndex.build(clusto);
    const host = hostOf(index, mac);
    expect(index.hostOfDuid('00020000000901')).toBe(host);
    expect(host).toMatchObject({ addresses: [], addresses6: [{ prefix: 64, mac: macNumber(mac) }] });
    expect(Buffer.from(host?.addresses6[0]?.ip ?? []).toString('hex')).toMatch(/^20010db8.*0007$/);
    await thing.setAttr({ key: 'dhcp6', subkey: 'duid', value: '0004' });
    await index.update(clusto, { entities: [thing.id], moved: [] });
    expect(index.hostOfDuid('00020000000901')).toBeUndefined();
    expect(index.hostOfDuid('0004')).toBe(hostOf(index, mac));
  });

  test('has a host that is known by its identifier alone, as long as it is', async () => {
    const { clusto } = it;
    serial += 1;
    const six = await clusto.create(IPManager, `six${serial}`, { baseip: `2001:db8:${serial}::`, netmask: '64' });
    const thing = await clusto.create(BasicServer, `s${serial}`);
    await six.allocate(thing, `2001:db8:${serial}::7`);
    const index = await DhcpIndex.build(clusto);
    const { size } = index;
    const changes = { entities: [thing.id], moved: [] };
    await thing.setAttr({ key: 'dhcp6', subkey: 'duid', value: '00:04:07' });
    await index.update(clusto, changes);
    expect(index.hostOfDuid('000407')).toMatchObject({ name: thing.name, macs: [], addresses6: [{ prefix: 64 }] });
    expect((await DhcpIndex.build(clusto)).hostOfDuid('000407')).toEqual(index.hostOfDuid('000407'));
    expect(index.size).toBe(size + 1);
    await thing.delAttrs({ key: 'dhcp6' });
    await index.update(clusto, changes);
    expect([index.hostOfDuid('000407'), index.size]).toEqual([undefined, size]);
  });

  test('has the layers of all containers, nearest first, which hosts share', async () => {
    const { clusto } = it;
    const [one, two] = [await server(), await server()];
    const [rack, site] = [
      await clusto.create(BasicRack, `r${serial}`),
      await clusto.create(BasicDatacenter, `dc${serial}`),
    ];
    await site.insert(rack);
    await rack.insert(one.thing, 1);
    await rack.insert(two.thing, 2);
    await site.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
    await rack.addAttr({ key: 'dhcp', subkey: 'ntp-servers', number: true, value: '10.0.0.1' });
    await rack.addAttr({ key: 'dhcp', subkey: 'ntp-servers', number: true, value: '10.0.0.2' });
    const index = await DhcpIndex.build(clusto);
    expect(enabledBy(index, one.mac)).toEqual([rack.name, site.name]);
    expect(hostOf(index, two.mac)?.layers).toBe(hostOf(index, one.mac)?.layers);
    expect(hostOf(index, one.mac)?.layers[0]?.options.get(42)?.value).toEqual(Uint8Array.of(10, 0, 0, 1, 10, 0, 0, 2));
  });

  test('has the layers of each depth in the order of membership, each once', async () => {
    const { clusto } = it;
    const { thing, mac } = await server();
    const pool = async (name: string): Promise<Pool> => {
      const made = await clusto.create(Pool, `${name}${serial}`);
      await made.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
      return made;
    };
    const [near, second, wide, far] = [await pool('near'), await pool('second'), await pool('wide'), await pool('far')];
    await wide.insert(second);
    await far.insert(near);
    await wide.insert(far);
    await near.insert(thing);
    await second.insert(thing);
    expect(enabledBy(await DhcpIndex.build(clusto), mac)).toEqual([near.name, second.name, wide.name, far.name]);
  });

  test('after any change is as one that is built anew', async () => {
    const { clusto } = it;
    const [one, two] = [await server(), await server()];
    const rack = await clusto.create(BasicRack, `r${serial}`);
    const pool = await clusto.create(Pool, `p${serial}`);
    await pool.insert(rack);
    await rack.insert(one.thing, 1);
    const index = await DhcpIndex.build(clusto);
    const picture = (of: DhcpIndex): unknown =>
      [one.mac, two.mac, '00:00:00:00:02:02'].map((mac) => [
        of.hostsOf(macNumber(mac)),
        of.newcomersOf(macNumber(mac)),
      ]);
    const steps: readonly [what: string, work: () => Promise<unknown>, changes: Parameters<DhcpIndex['update']>[1]][] =
      [
        [
          'a container says something',
          () => pool.setAttr({ key: 'dhcp', subkey: 'enabled', value: true }),
          { entities: [pool.id], moved: [] },
        ],
        [
          'it says something else',
          () => pool.setAttr({ key: 'dhcp', subkey: 'enabled', value: false }),
          { entities: [pool.id], moved: [] },
        ],
        [
          'a host says something',
          () => one.thing.setAttr({ key: 'dhcp', subkey: 'enabled', value: true }),
          { entities: [one.thing.id], moved: [] },
        ],
        ['an address is bound', () => one.thing.addIp({ ipman: one.manager }), { entities: [one.thing.id], moved: [] }],
        [
          'a host is known by an address that is on no port',
          () => two.thing.addAttr({ key: 'bootstrap', subkey: 'mac', value: '00:00:00:00:02:02' }),
          { entities: [two.thing.id], moved: [] },
        ],
        [
          'a router changes',
          () => one.manager.setAttr({ key: 'gateway', subkey: 'property', value: '10.0.0.9' }),
          { entities: [one.manager.id], moved: [] },
        ],
        ['a host moves in', () => rack.insert(two.thing, 2), { entities: [rack.id], moved: [two.thing.id] }],
        ['a container moves', () => pool.remove(rack), { entities: [pool.id], moved: [rack.id] }],
        ['a container says nothing any more', () => pool.delAttrs({ key: 'dhcp' }), { entities: [pool.id], moved: [] }],
        [
          'a MAC address moves',
          () => two.thing.setPortAttr('nic-eth', 1, 'mac', one.mac),
          { entities: [two.thing.id], moved: [] },
        ],
        [
          'and to a new one',
          () => two.thing.setPortAttr('nic-eth', 1, 'mac', '00:00:00:00:02:02'),
          { entities: [two.thing.id], moved: [] },
        ],
        ['a host is renamed', () => one.thing.rename(`renamed${serial}`), { entities: [one.thing.id], moved: [] }],
        ['a host is deleted', () => clusto.delete(one.thing), { entities: [one.thing.id], moved: [one.thing.id] }],
      ];
    for (const [what, work, changes] of steps) {
      await work();
      await index.update(clusto, changes);
      expect([what, picture(index)]).toEqual([what, picture(await DhcpIndex.build(clusto))]);
    }
    expect(index.size).toBe((await DhcpIndex.build(clusto)).size);
  });

  test('takes as many statements for many hosts as for few', async () => {
    const count = (): Promise<number> => countStatements(() => DhcpIndex.build(it.clusto));
    const few = await count();
    for (let more = 0; more < 10; more += 1) await server();
    expect(await count()).toBe(few);
    const { thing } = await server();
    const index = await DhcpIndex.build(it.clusto);
    expect(await countStatements(() => index.update(it.clusto, { entities: [thing.id], moved: [] }))).toBeLessThan(9);
  });
});
