import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, type OutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { Device } from '../../drivers/devices/device.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { type PropertyValues, secret } from '../../inventory/property.ts';
import { ansibleInventory } from './ansible-inventory.ts';
import type { HostParams } from './read-hosts.ts';

type Group = Readonly<Record<'hosts' | 'children', readonly string[]>>;

/** What Ansible reads, in two parts. */
function read(text: string): { vars: Record<string, Record<string, unknown>>; groups: Record<string, Partial<Group>> } {
  const { _meta: meta, ...groups } = JSON.parse(text) as Record<string, object>;
  const { hostvars } = meta as { hostvars: Record<string, Record<string, unknown>> };
  return { vars: hostvars, groups };
}

class Gateway extends Device {
  static override readonly driverName: string = 'gateway';
  static override readonly properties = { ...Device.properties, token: secret('What it is spoken to with.') };
  declare readonly propertyTypes: PropertyValues<typeof Gateway.properties>;
}

describe.each(databases)('an inventory for Ansible on $name', (kind) => {
  let site: OutputSite;
  beforeAll(async () => {
    site = await openOutputSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const inventory = async (params?: HostParams): Promise<ReturnType<typeof read>> =>
    read(textOf(await ansibleInventory(site.clusto, params)));

  test('has a group for each type and each container, at whatever depth', async () => {
    const {
      vars,
      groups: { all, ...groups },
    } = await inventory();
    expect(Object.keys(vars)).toEqual(['db_1', 'sw1', 'web1', 'web2']);
    expect(all).toEqual({ children: ['ungrouped', ...Object.keys(groups)] });
    expect(groups).toEqual({
      datacenter_dc1: { hosts: ['db_1', 'web1', 'web2'] },
      pool_production: { hosts: ['web1', 'web2'] },
      pool_web_servers: { hosts: ['web1', 'web2'] },
      rack_r_1: { hosts: ['db_1', 'web1', 'web2'] },
      type_networkswitch: { hosts: ['sw1'] },
      type_server: { hosts: ['db_1', 'web1', 'web2'] },
    });
  });

  test('gives each host its attributes, of what it is in the nearest, and never a secret or a template', async () => {
    const output = await ansibleInventory(site.clusto);
    const { vars } = read(textOf(output));
    expect(vars['web1']).toMatchObject({
      ansible_host: '10.0.0.11',
      ntp_server: 'ntp.web',
      ssh_user: 'root',
      system_memory: 16_384,
      motd: { __ansible_unsafe: '{{ lookup("pipe", "id") }}' },
      clusto: {
        name: 'web1',
        driver: 'penguinserver',
        addresses: [
          { address: '10.0.0.11', cidr: '10.0.0.11/24', interface: 'eth0', manager: 'servers' },
          { address: '2001:db8::11', manager: 'servers6' },
          { address: '10.1.0.11', interface: 'eth1', dns: 'web1-mgmt' },
        ],
        within: { rack: ['r-1'], pool: ['web-servers', 'production'], datacenter: ['dc1'] },
      },
    });
    // the numbered is a list, also of one
    expect(vars['web2']).toMatchObject({ ssh_user: 'deploy', fqdn: ['Front.example.com', 'web2.example.com'] });
    expect(vars['db_1']).toMatchObject({ ntp_server: 'ntp.dc1' });
    expect(vars['sw1']).not.toHaveProperty('ansible_host');
    expect(JSON.stringify(vars)).not.toMatch(/WEB1_PASSWORD|maxu/);
    expect(output.skipped).toContainEqual({ reason: 'secret', things: ['password'] });
  });

  test('takes of two containers at the same distance the one that was joined first', async () => {
    const { clusto } = site;
    await clusto.transaction(async () => {
      const [older, newer] = [await clusto.create(Pool, 'older'), await clusto.create(Pool, 'newer')];
      const web1 = await clusto.getByName('web1');
      for (const pool of [newer, older]) {
        await pool.setAttr({ key: 'owner', value: pool.name });
        await pool.insert(web1);
      }
    });
    const web1 = await clusto.getByName('web1');
    const { vars } = await inventory({ query: 'name = web1' });
    expect(vars['web1']).toMatchObject({ owner: 'newer' });
    expect(await web1.attrValue({ key: 'owner', mergeContainerAttrs: true })).toBe('newer');
    await clusto.transaction(async () => {
      for (const name of ['older', 'newer']) await clusto.delete(name);
    });
  });

  test('takes a property that is a secret for one, also where it is not sealed', async () => {
    const { clusto } = site;
    const device = await clusto.create(Device, 'gateway1', { model: 'G' });
    await device.setAttr({ key: 'token', subkey: 'property', value: 'plain' });
    await clusto.changeDriver(device, Gateway);
    const text = textOf(await ansibleInventory(clusto, { name: 'gateway1' }));
    expect(JSON.parse(text)).toEqual({ clusto: expect.objectContaining({ driver: 'gateway' }), model: 'G' });
    await clusto.delete(device);
  });

  test('is narrowed down by query, pools and networks, together', async () => {
    const names = async (params: HostParams): Promise<string[]> => Object.keys((await inventory(params)).vars);
    expect(await names({ query: 'type = server' })).toEqual(['db_1', 'web1', 'web2']);
    expect(await names({ query: 'name != web2', pools: ['production', 'web-servers'] })).toEqual(['web1']);
    const { web1 } = (await inventory({ networks: ['10.1.0.0/16'] })).vars;
    expect(web1).toMatchObject({ ansible_host: '10.1.0.11' });
  });

  test('of one host are its variables, as in the inventory', async () => {
    const one = textOf(await ansibleInventory(site.clusto, { name: 'web1' }));
    expect(JSON.parse(one)).toEqual((await inventory()).vars['web1']);
    expect(await refusal(ansibleInventory(site.clusto, { name: 'web9' }))).toBe('ENTITY_NOT_FOUND');
  });

  test('leaves out groups and variables that would pass for others', async () => {
    const { clusto } = site;
    const before = await clusto.version();
    await clusto.transaction(async () => {
      const same = await clusto.create(Pool, 'web_servers');
      const web1 = await clusto.getByName('web1');
      await same.insert(web1);
      await web1.setAttr({ key: 'system_memory', value: 1 });
      await web1.setAttr({ key: 'hostvars', value: 1 });
    });
    const output = await ansibleInventory(clusto);
    const { vars, groups } = read(textOf(output));
    expect(groups).not.toHaveProperty('pool_web_servers');
    expect(vars['web1']).not.toHaveProperty('hostvars');
    expect(vars['web1']).not.toHaveProperty('system_memory');
    expect(output.skipped.map(({ things }) => things)).toEqual(
      expect.arrayContaining([
        ['hostvars'],
        ['system.memory', 'system_memory'],
        ['pool web-servers and pool web_servers'],
      ]),
    );
    expect(JSON.parse(textOf(await ansibleInventory(clusto.at(before))))).toHaveProperty('pool_web_servers');
  });
});
