import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import type { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { keaSubnets } from './kea-subnets.ts';

describe.each(databases.slice(0, 1))('subnets for Kea on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const idOf = async (name: string): Promise<number> => (await site.clusto.getByName(name)).id;

  test('have what is reserved for the card that an address is on', async () => {
    const subnets = [
      {
        id: await idOf('servers'),
        subnet: '10.0.0.0/24',
        'option-data': [{ name: 'routers', data: '10.0.0.1' }],
        reservations: [
          { 'hw-address': '02:00:00:00:00:20', 'ip-address': '10.0.0.20' },
          { 'hw-address': '02:00:00:00:00:11', 'ip-address': '10.0.0.11', hostname: 'web1.example.com' },
          { 'hw-address': '02:00:00:00:00:12', 'ip-address': '10.0.0.12', hostname: 'front.example.com' },
        ],
      },
      {
        id: await idOf('management'),
        subnet: '10.1.0.0/26',
        reservations: [
          { 'hw-address': '02:00:00:00:01:11', 'ip-address': '10.1.0.11', hostname: 'web1-mgmt.example.com' },
        ],
      },
    ];
    expect(JSON.parse(textOf(await keaSubnets(site.clusto)))).toEqual({ Dhcp4: { subnet4: subnets } });
    const alone = textOf(await keaSubnets(site.clusto, { subnetsOnly: true, subnets: ['management'] }));
    expect(JSON.parse(alone)).toEqual(subnets.slice(1));
    expect(JSON.parse(textOf(await keaSubnets(site.clusto, { query: 'name = nix' })))).toEqual({
      Dhcp4: { subnet4: [] },
    });
  });

  test('give an address to the first card without a name, and none twice in a subnet', async () => {
    const { clusto } = site;
    const before = await clusto.version();
    const empty = await keaSubnets(clusto, { family: 6 });
    expect(JSON.parse(textOf(empty))).toEqual({ Dhcp6: { subnet6: [] } });
    expect(empty.skipped).toContainEqual({
      reason: 'no MAC address',
      things: ['web1 (2001:db8::11)', 'web2 (2001:db8::12)'],
    });
    await clusto.transaction(async () => {
      const [web1, db1] = (await clusto.getByNames(['web1', 'db_1'])) as PenguinServer[];
      await web1?.delPortAttr('nic-eth', 2, 'osportname');
      await web1?.addIp('2001:db8::21');
      await db1?.setAttr({ key: 'dhcp', subkey: 'enabled', value: false });
    });
    const output = await keaSubnets(clusto, { family: 6, subnets: ['servers6'] });
    expect(JSON.parse(textOf(output))).toEqual({
      Dhcp6: {
        subnet6: [
          {
            id: await idOf('servers6'),
            subnet: '2001:db8::/64',
            reservations: [
              { 'hw-address': '02:00:00:00:01:11', 'ip-addresses': ['2001:db8::11'], hostname: 'web1.example.com' },
            ],
          },
        ],
      },
    });
    expect(output.skipped).toContainEqual({
      reason: 'a MAC address that has another address in the subnet',
      things: ['web1 (2001:db8::21)'],
    });
    expect(textOf(await keaSubnets(clusto))).not.toContain('10.0.0.20');
    expect(textOf(await keaSubnets(clusto.at(before)))).toContain('10.0.0.20');
  });

  test('hold nobody whom the DHCP server would not serve: enabled is a matter of saying so', async () => {
    const { clusto } = site;
    const datacenter = await clusto.getByName('dc1');
    const names = async (): Promise<string[]> => {
      const { Dhcp4 } = JSON.parse(textOf(await keaSubnets(clusto, { subnets: ['servers'] })));
      return Dhcp4.subnet4[0].reservations.map((one: Record<string, string>) => one['ip-address']);
    };
    const web1 = await clusto.getByName('web1');
    for (const value of [true, 'Yes', 1, 'maybe']) {
      await web1.setAttr({ key: 'dhcp', subkey: 'enabled', value });
      expect([value, (await names()).includes('10.0.0.11')]).toEqual([value, value !== 'maybe']);
    }
    await datacenter.delAttrs({ key: 'dhcp' });
    expect(await names()).toEqual([]);
    const { skipped } = await keaSubnets(clusto, { subnets: ['servers'] });
    expect(skipped).toContainEqual({
      reason: 'dhcp.enabled, which does not say true',
      things: expect.arrayContaining(['web1', 'web2', 'db_1']),
    });
  });

  test('are those of IP managers', async () => {
    expect(await refusal(keaSubnets(site.clusto, { subnets: ['web1'] }))).toBe('ENTITY_WRONG_DRIVER');
  });
});
