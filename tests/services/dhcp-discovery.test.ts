import { describe, expect, test, vi } from 'vitest';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { explainDhcp } from '../../packages/clusto/src/operations/dhcp/explain-dhcp.ts';
import { databases } from '../support/databases.ts';
import { serverIp, type Written } from '../support/dhcp4-talk.ts';
import { declining, discover, patience, requesting, useDhcpd } from '../support/use-dhcpd.ts';

const minute = 60_000;
const [mac, other] = ['02:00:00:00:00:21', '02:00:00:00:00:22'];
const unknown = { ...discover, mac };

describe.each(databases)('a client that nobody knows, on the network of a discovery subnet on $name', (kind) => {
  const server = useDhcpd(kind);
  const { it, said } = server;
  const lan = (): Promise<IPManager> => it.clusto.getByName('lan', IPManager);
  const held = async (): Promise<string[]> => (await (await lan()).quarantined()).map(({ ip }) => ip);

  /** The subnet is for discovery, and the first addresses of it are taken. */
  async function begin(): Promise<IPManager> {
    const manager = await lan();
    for (const ip of [serverIp, '10.0.0.2', '10.0.0.3']) await manager.allocate(manager, ip);
    await manager.setAttr({ key: 'dhcp', subkey: 'discovery', value: true });
    await manager.setAttr({ key: 'dhcp', subkey: 'boot-bios', value: 'discover.0' });
    await server.caughtUp();
    return manager;
  }
  /** Asks until the address is held. */
  async function admit(client = mac): Promise<string[]> {
    const ask = (): Promise<string[]> => server.talk({ ...discover, mac: client });
    expect(await ask()).toEqual([]);
    // as clients do; what has expired may be a version before that
    let answers: string[] = [];
    await vi.waitUntil(async () => (answers = await ask()).length > 0, { ...patience, interval: 400 });
    return answers;
  }

  test('has an address for a short time, the same from each server and after a restart, as one version', async () => {
    await begin();
    const before = await it.clusto.version();
    expect(await admit()).toEqual(['offer 10.0.0.4']);
    expect(await server.talk(requesting('10.0.0.4', mac), requesting('10.0.0.5', mac))).toEqual([
      'ack 10.0.0.4',
      'nak 0.0.0.0',
    ]);
    const [version] = await it.clusto.versions({ limit: 1 });
    expect(version).toMatchObject({ number: before + 1, message: `DHCP discovery: held 10.0.0.4 of lan for ${mac}` });
    expect(said).toContain(`DHCP_DISCOVERY_HELD ${mac} 10.0.0.4 lan`);
    await server.dhcpd.stop();
    await server.start();
    expect(await server.talk({ type: 'request', mac, ciaddr: '10.0.0.4' }, unknown)).toEqual([
      'ack 10.0.0.4',
      'offer 10.0.0.4',
    ]);
    expect(await it.clusto.version()).toBe(before + 1);
    const [explained] = await explainDhcp(it.clusto, mac, { arch: 'bios' });
    const told = Object.fromEntries(explained?.fields.map(({ field, value }) => [field, value]) ?? []);
    expect([explained?.answer, explained?.network]).toEqual(['offer', '10.0.0.0/24']);
    expect(told).toMatchObject({
      yiaddr: '10.0.0.4',
      'dhcp-lease-time': 300,
      file: 'discover.0',
      routers: ['10.0.0.254'],
    });
    expect(told).not.toHaveProperty('host-name');
  });

  // the rest is the same on all databases
  if (kind.name !== 'sqlite') return;

  test('keeps it for as long as it asks, with few versions, and then it is free', async () => {
    await begin();
    await admit();
    const before = await it.clusto.version();
    it.clock.advance(20 * minute);
    expect(await server.talk(requesting('10.0.0.4', mac))).toEqual(['ack 10.0.0.4']);
    await server.dhcpd.drain();
    expect(await it.clusto.version()).toBe(before);
    await server.dhcpd.stop();
    await server.start();
    it.clock.advance(20 * minute);
    expect(await server.talk(requesting('10.0.0.4', mac))).toEqual(['ack 10.0.0.4']);
    expect(await server.written(before)).toBe(before + 1);
    it.clock.advance(25 * minute);
    expect(await server.talk(unknown)).toEqual(['offer 10.0.0.4']);
    it.clock.advance(61 * minute);
    expect(await admit(other)).toEqual(['offer 10.0.0.4']);
    expect(await held()).toEqual(['10.0.0.4']);
  });

  test('gets what is bound as soon as it is known, and another address where it declines one', async () => {
    await begin();
    await admit();
    const before = await it.clusto.version();
    expect(await server.talk(declining('10.0.0.4', mac))).toEqual([]);
    await server.written(before);
    expect(await admit()).toEqual(['offer 10.0.0.5']);
    const quarantined = await (await lan()).quarantined();
    expect(quarantined.map(({ ip, reason }) => [ip, reason])).toEqual([
      ['10.0.0.4', `declined by ${mac}`],
      ['10.0.0.5', `DHCP discovery: ${mac}`],
    ]);
    await server.serve('fresh', '10.0.0.99', mac);
    await server.caughtUp();
    expect(await server.talk(unknown)).toEqual(['offer 10.0.0.99']);
  });

  test('gets nothing where the subnet is full, which is looked at now and then', async () => {
    const manager = await it.clusto.create(IPManager, 'tiny', {
      baseip: '10.9.0.0',
      netmask: '30',
      gateway: '10.9.0.1',
    });
    await manager.setAttr({ key: 'dhcp', subkey: 'discovery', value: true });
    await server.dhcpd.stop();
    await server.start({ relays: ['10.9.0.1'] });
    const ask = (last: number): Written => ({ ...discover, mac: `02:00:00:00:01:0${last}`, giaddr: '10.9.0.1' });
    const before = await it.clusto.version();
    await server.talk(ask(1));
    await server.written(before);
    expect(await server.talk(ask(1), ask(2))).toEqual(['offer 10.9.0.2']);
    await vi.waitUntil(() => said.some((line) => line.startsWith('DHCP_DISCOVERY_FULL')), patience);
    await server.talk(ask(3), ask(4));
    await server.dhcpd.drain();
    expect(said.filter((line) => line.startsWith('DHCP_DISCOVERY_FULL'))).toEqual([
      'DHCP_DISCOVERY_FULL 02:00:00:00:01:02 tiny',
    ]);
    expect(await it.clusto.version()).toBe(before + 1);
  });

  test('is not asked for by anything but a DISCOVER, nor from another network', async () => {
    await begin();
    const before = await it.clusto.version();
    const elsewhere = { ...unknown, giaddr: '10.7.0.254' };
    expect(await server.talk(requesting('10.0.0.4', mac), elsewhere)).toEqual([]);
    const fresh = await it.clusto.create(BasicServer, 'fresh');
    await fresh.addAttr({ key: 'bootstrap', subkey: 'mac', value: other });
    await server.caughtUp();
    expect(await server.talk({ ...discover, mac: other })).toEqual([]);
    await server.dhcpd.drain();
    expect([await held(), await it.clusto.version()]).toEqual([[], before + 3]);
  });
});
