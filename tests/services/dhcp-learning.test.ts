import { describe, expect, test } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { databases } from '../support/databases.ts';
import { clientMac, type Written } from '../support/dhcp4-talk.ts';
import { discover, useDhcpd } from '../support/use-dhcpd.ts';

const fresh = '00:1b:21:00:00:09';
const controller: Written['options'] = { 'option-60-text': 'udhcp 0.9.9-pre' };

describe.each(databases)('a client that is known by another fact on $name', (kind) => {
  const server = useDhcpd(kind);
  const { it, said } = server;

  async function known(mac: string): Promise<BasicServer> {
    const thing = await server.serve('s0001', '10.0.0.9');
    await thing.addAttr({ key: 'bootstrap', subkey: 'mac', value: mac });
    await server.caughtUp();
    return thing;
  }

  test('is learned when it asks, once and as one version, and served from then on', async () => {
    const thing = await known(fresh);
    const before = await it.clusto.version();
    const sent = { ...discover, mac: fresh };
    expect(await server.talk(sent, sent, sent)).toEqual([]);
    expect(await server.written(before)).toBe(before + 1);
    expect(await thing.getPortAttr('nic-eth', 1, 'mac')).toBe(fresh);
    const [version] = await it.clusto.reader.versions(1, before + 2);
    expect(version).toMatchObject({ message: `DHCP: learned mac ${fresh} of s0001`, source: 'dhcp' });
    expect(await server.talk(sent)).toEqual(['offer 10.0.0.9']);
    expect(said).toContain(`DHCP_CLIENT_LEARNED s0001 mac ${fresh}`);
    expect(await server.outcomes('clusto_dhcp_learned_total')).toEqual({ learned: 1 });
  });

  // the rest is the same on all databases
  if (kind.name !== 'sqlite') return;

  test('is learned as a management controller by its vendor class, also on the card that it shares', async () => {
    const thing = await known(fresh);
    const ask = (mac: string): Written => ({ type: 'discover', mac, options: controller ?? {} });
    expect(await server.talk(ask(fresh), ask(clientMac))).toEqual(['offer 10.0.0.7']);
    await server.dhcpd.drain();
    const web1 = await it.clusto.getByName('web1', BasicServer);
    expect([await thing.getPortAttr('nic-eth', 1, 'ipmi-mac'), await thing.getPortAttr('nic-eth', 1, 'mac')]).toEqual([
      fresh,
      null,
    ]);
    expect(await web1.getPortAttr('nic-eth', 1, 'ipmi-mac')).toBe(clientMac);
  });

  test('has what stands at its port left alone, and nobody is learned without a fact or against the settings', async () => {
    const thing = await known(fresh);
    await thing.setPortAttr('nic-eth', 1, 'mac', '00:1b:21:00:00:aa');
    await server.caughtUp();
    const before = await it.clusto.version();
    await server.talk({ ...discover, mac: fresh }, { ...discover, mac: '00:1b:21:00:00:0b' });
    await server.dhcpd.drain();
    expect(said).toContain(`DHCP_CLIENT_NOT_LEARNED ${fresh} mac s0001 other-address`);
    expect(await server.outcomes('clusto_dhcp_learned_total')).toEqual({ 'other-address': 1 });
    await thing.delPortAttr('nic-eth', 1, 'mac');
    await server.dhcpd.stop();
    await server.start({ learn: false });
    await server.talk({ ...discover, mac: fresh });
    await server.dhcpd.drain();
    expect(await it.clusto.version()).toBe(before + 1);
  });
});
