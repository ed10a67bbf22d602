import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import type { ExplainDhcpParams, ExplainedField } from './dhcp-explanation.ts';
import { explainDhcp } from './explain-dhcp.ts';

const mac = '00:1b:21:3c:4d:5e';

describe.each(databases)('the explanation of a DHCP answer on $name', (kind) => {
  const it = useClusto(kind);
  let web1: PenguinServer;
  let rack: BasicRack;

  beforeEach(async () => {
    const { clusto } = it;
    const lan = await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.1' });
    rack = await clusto.create(BasicRack, 'r1');
    web1 = await clusto.create(PenguinServer, 'web1');
    await rack.insert(web1, 1);
    await (await clusto.create(Pool, 'production')).insert(rack);
    await web1.setPortAttr('nic-eth', 1, 'mac', mac);
    await web1.bindIpToOsPort('10.0.0.7', 'eth0', { ipman: lan, portType: 'nic-eth', portNum: 1 });
    await rack.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
  });

  async function only(term: string, params?: ExplainDhcpParams, inventory = it.clusto) {
    const [one, ...more] = await explainDhcp(inventory, term, params);
    expect(more).toEqual([]);
    if (one === undefined) throw new Error('nothing is explained');
    return one;
  }
  const field = (fields: readonly ExplainedField[], name: string): ExplainedField | undefined =>
    fields.find((one) => one.field === name);

  test('tells of each field which attribute of whom says so since which version', async () => {
    const { clusto } = it;
    const pool = await clusto.getByName('production');
    await pool.setAttr({ key: 'dhcp', subkey: 'domain-name', value: 'far.example' });
    await rack.setAttr({ key: 'dhcp', subkey: 'domain-name', value: 'near.example' });
    const near = await clusto.version();
    await pool.setAttr({ key: 'dhcp', subkey: 'ntp-servers', value: ['10.0.0.4'] });
    const { fields, ...rest } = await only('web1');
    expect(rest).toEqual({
      entity: 'web1',
      mac,
      network: '10.0.0.0/24',
      answer: 'offer',
      reason: null,
      because: null,
      problems: [],
    });
    expect(field(fields, 'domain-name')).toEqual({
      field: 'domain-name',
      code: 15,
      value: 'near.example',
      entity: 'r1',
      attribute: 'dhcp.domain-name',
      version: near,
      rule: null,
    });
    expect(field(fields, 'ntp-servers')).toMatchObject({
      value: ['10.0.0.4'],
      entity: 'production',
      version: near + 1,
    });
    expect(field(fields, 'routers')).toMatchObject({ value: ['10.0.0.1'], entity: 'lan', attribute: 'gateway' });
    expect(field(fields, 'yiaddr')).toMatchObject({ value: '10.0.0.7', entity: 'web1', attribute: 'ip#0' });
    expect(field(fields, 'dhcp-lease-time')).toMatchObject({ value: 3600, entity: null, version: null });
  });

  test('is that of the firmware that asks', async () => {
    await rack.setAttr({ key: 'dhcp', subkey: 'boot-efi-x64', value: 'shim.efi' });
    await rack.setAttr({ key: 'dhcp', subkey: 'boot-http', value: 'http://10.0.0.5/x' });
    await rack.setAttr({ key: 'dhcp', subkey: 'boot-ipxe', value: 'http://10.0.0.5/menu' });
    const file = async (params: ExplainDhcpParams) => field((await only(mac, params)).fields, 'file');
    expect(await file({})).toBeUndefined();
    expect(await file({ arch: 'efi-x64' })).toMatchObject({
      value: 'shim.efi',
      entity: 'r1',
      attribute: 'dhcp.boot-efi-x64',
    });
    expect(await file({ arch: '7' })).toMatchObject({ value: 'shim.efi' });
    expect(await file({ arch: '7', isIpxe: true })).toMatchObject({ value: 'http://10.0.0.5/menu' });
    expect(await file({ arch: 'http-arm64' })).toMatchObject({ value: 'http://10.0.0.5/x' });
    await expect(explainDhcp(it.clusto, 'web1', { arch: 'vax' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('tells why there is no answer', async () => {
    const { clusto } = it;
    await clusto.create(PenguinServer, 'bare');
    expect(await only('bare')).toMatchObject({ reason: 'no-mac' });
    expect(await only('00:00:00:00:00:01')).toMatchObject({ entity: null, reason: 'unknown-client' });
    expect(await only('web1', { network: '10.7.0.1' })).toMatchObject({ reason: 'other-network', network: '10.7.0.1' });
    const twin = await clusto.create(PenguinServer, 'twin');
    await twin.setPortAttr('nic-eth', 2, 'mac', mac);
    expect((await only(mac)).reason).toBe('several-clients');
    await clusto.delete(twin);
    await web1.setAttr({ key: 'dhcp', subkey: 'enabled', value: false });
    expect(await only('web1')).toMatchObject({
      reason: 'not-enabled',
      fields: [
        { field: 'enabled', value: false, entity: 'web1', attribute: 'dhcp.enabled', version: await clusto.version() },
      ],
    });
  });

  test('tells which attributes are not understood', async () => {
    await rack.setAttr({ key: 'dhcp', subkey: 'routers', value: '10.0.0.256' });
    const { fields, problems } = await only('web1');
    expect(field(fields, 'routers')).toBeUndefined();
    expect(problems).toEqual([
      {
        entity: 'r1',
        attribute: 'dhcp.routers',
        version: await it.clusto.version(),
        problem: 'The DHCP option routers takes IPv4 addresses, not 10.0.0.256.',
      },
    ]);
  });

  test('can be of the past', async () => {
    const before = await it.clusto.version();
    await rack.delAttrs({ key: 'dhcp' });
    expect((await only('web1')).reason).toBe('not-enabled');
    expect((await only('web1', {}, it.clusto.at(before))).answer).toBe('offer');
  });

  test('is that of DHCPv6 when it is asked for', async () => {
    const { clusto } = it;
    const six: ExplainDhcpParams = { family: 6 };
    expect(await only('web1', six)).toMatchObject({ reason: 'not-enabled', fields: [] });
    await rack.setAttr({ key: 'dhcp6', subkey: 'enabled', value: true });
    expect(await only('web1', six)).toMatchObject({ network: null, reason: 'no-address' });
    const lan6 = await clusto.create(IPManager, 'lan6', { baseip: '2001:db8::', netmask: '64' });
    await web1.bindIpToOsPort('2001:db8::7', 'eth0', { ipman: lan6, portType: 'nic-eth', portNum: 1 });
    await rack.setAttr({ key: 'dhcp6', subkey: 'dns-servers', value: '2001:db8::53' });
    await rack.setAttr({ key: 'dhcp6', subkey: 'boot-efi-x64', value: 'tftp://[2001:db8::5]/x64' });
    await web1.setAttr({ key: 'dhcp6', subkey: 'valid-lifetime', value: 'long' });
    const { fields, ...rest } = await only('web1', { ...six, arch: 'efi-x64' });
    expect(rest).toMatchObject({ network: '2001:db8::/64', answer: 'advertise' });
    expect(rest.problems.map(({ attribute }) => attribute)).toEqual(['dhcp6.valid-lifetime']);
    expect(field(fields, 'address')).toMatchObject({ value: '2001:db8::7', entity: 'web1' });
    expect(field(fields, 'valid-lifetime')).toMatchObject({ value: 3600, rule: 'no attribute says otherwise' });
    expect(field(fields, 'dns-servers')).toMatchObject({ value: ['2001:db8::53'], entity: 'r1' });
    expect(field(fields, 'bootfile-url')).toMatchObject({
      value: 'tftp://[2001:db8::5]/x64',
      attribute: 'dhcp6.boot-efi-x64',
    });
    expect(await only('web1', { ...six, network: '2001:db9::1' })).toMatchObject({ reason: 'no-address' });
  });

  test('is that of a client of DHCPv6 without a port, by its identifier', async () => {
    const { clusto } = it;
    const lan6 = await clusto.create(IPManager, 'lan6', { baseip: '2001:db8::', netmask: '64' });
    const web2 = await clusto.create(PenguinServer, 'web2');
    await lan6.allocate(web2, '2001:db8::8');
    expect(await only('web2', { family: 6 })).toMatchObject({ mac: null, reason: 'no-mac' });
    await web2.setAttr({ key: 'dhcp6', subkey: 'duid', value: '00:04:07' });
    await web2.setAttr({ key: 'dhcp6', subkey: 'enabled', value: true });
    const { fields, ...rest } = await only('web2', { family: 6 });
    expect(rest).toMatchObject({ mac: null, network: '2001:db8::/64', answer: 'advertise' });
    expect(field(fields, 'address')).toMatchObject({ value: '2001:db8::8', entity: 'web2' });
    expect(await only('web2')).toMatchObject({ mac: null, reason: 'no-mac' });
  });

  test('is one for each port and network', async () => {
    const { clusto } = it;
    const other = await clusto.create(IPManager, 'other', { baseip: '10.7.0.0', netmask: '24' });
    await web1.setPortAttr('nic-eth', 2, 'mac', '00:1b:21:3c:4d:5f');
    await web1.bindIpToOsPort('10.7.0.7', 'eth1', { ipman: other, portType: 'nic-eth', portNum: 2 });
    const all = await explainDhcp(clusto, 'web1');
    expect(all.map(({ mac: client, network, answer }) => [client, network, answer])).toEqual([
      [mac, '10.0.0.0/24', 'offer'],
      ['00:1b:21:3c:4d:5f', '10.7.0.0/24', 'offer'],
    ]);
  });
});
