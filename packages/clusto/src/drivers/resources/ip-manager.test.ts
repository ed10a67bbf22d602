import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { Driver, type DriverAttribute } from '../../inventory/driver.ts';
import { getIpManager, getIpManagers, getIpOwners } from './get-ip-managers.ts';
import { IPManager } from './ip-manager.ts';

interface Range {
  baseip?: string;
  netmask?: string;
  gateway?: string;
}

describe.each(databases)('IPManager on $name', (kind) => {
  const inventory = useInventory(kind, [IPManager]);
  const subnet = (name: string, range: Range): Promise<IPManager> => inventory.clusto.create(IPManager, name, range);
  const thing = (name = 't'): Promise<Driver> => inventory.clusto.create(Driver, name);
  const text = async ({ entity, number }: DriverAttribute): Promise<unknown> =>
    entity.attrValue({ key: 'ip', number, subkey: 'ipstring' });
  const next = async (manager: IPManager, to: Driver): Promise<unknown> => text(await manager.allocate(to));
  const take = async (manager: IPManager, to: Driver, count: number): Promise<unknown[]> => {
    const taken: unknown[] = [];
    for (let index = 0; index < count; index += 1) taken.push(await next(manager, to));
    return taken;
  };

  test('writes an IPv4 address as the original, with what belongs to it', async () => {
    const [m, t] = [await subnet('m', { baseip: '192.168.1.0', netmask: '255.255.255.0' }), await thing()];
    const attribute = await m.allocate(t, '192.168.1.20');
    expect(attribute.value).toBe(192 * 2 ** 24 + 168 * 2 ** 16 + 256 + 20 - 2 ** 31);
    expect((await t.attrs()).map(String)).toEqual([
      `t.ip|0|null|int ${attribute.value as number}`,
      't.ip|0|manager|relation m',
      't.ip|0|ipstring|string 192.168.1.20',
      't.ip|0|cidr|string 192.168.1.20/24',
      't.ip|0|netmask|string 255.255.255.0',
      't.ip|0|broadcast|string 192.168.1.255',
    ]);
    expect((await m.getNetwork())?.text).toBe('192.168.1.0/24');
  });

  test('writes an IPv6 address as its text', async () => {
    const [m, t] = [await subnet('m', { baseip: '2001:db8::', netmask: '64', gateway: '2001:DB8::1' }), await thing()];
    expect((await m.allocate(t, '2001:DB8:0::00ff')).value).toBe('2001:db8::ff');
    expect(await next(m, t)).toBe('2001:db8::2');
    expect((await t.attrs({ key: 'ip', number: 0 })).map(String)).toEqual([
      't.ip|0|null|string 2001:db8::ff',
      't.ip|0|manager|relation m',
      't.ip|0|ipstring|string 2001:db8::ff',
      't.ip|0|cidr|string 2001:db8::ff/64',
      't.ip|0|netmask|string 64',
    ]);
    await expect(m.allocate(t, '2001:db8::ff')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
    await expect(m.allocate(t, '2001:db9::')).rejects.toMatchObject({ code: 'RESOURCE_TYPE_INVALID' });
  });

  test('takes an address in each of its forms', async () => {
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '8' }), await thing()];
    const attribute = await m.allocate(t, '10.0.0.1');
    for (const same of [attribute.value, 10n * 2n ** 24n + 1n, '::ffff:10.0.0.1']) {
      expect(await m.available(same)).toBe(false);
      await expect(m.allocate(t, same)).rejects.toMatchObject({
        code: 'RESOURCE_TAKEN',
        message: `10.0.0.1 is already allocated to ${String(t)}.`,
      });
    }
    await m.deallocate(t, attribute.value);
    expect(await m.available('10.0.0.1')).toBe(true);
  });

  test('refuses what is no address', async () => {
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '8' }), await thing()];
    for (const given of [
      '10.0.0.0/29',
      '10.0',
      '0x0a000001',
      '10.0.0.1 ',
      '',
      2 ** 31,
      1.5,
      2n ** 32n,
      -1n,
      null,
      true,
      {},
    ])
      await expect(m.allocate(t, given), typeof given).rejects.toMatchObject({
        code: 'IP_INVALID',
        name: 'ResourceTypeException',
      });
  });

  test('refuses an address out of its range', async () => {
    const [m, t] = [await subnet('m', { baseip: '192.168.1.0', netmask: '255.255.255.0' }), await thing()];
    for (const ip of ['192.168.2.1', '10.0.0.1', '::1'])
      await expect(m.allocate(t, ip)).rejects.toMatchObject({
        code: 'RESOURCE_TYPE_INVALID',
        name: 'ResourceTypeException',
      });
    expect(await t.attrs()).toEqual([]);
  });

  test('hands out the lowest free address, never network, broadcast or gateway, until there is none', async () => {
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '29', gateway: '10.0.0.1' }), await thing()];
    await m.allocate(m, '10.0.0.4');
    expect(await take(m, t, 4)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.5', '10.0.0.6']);
    await expect(m.allocate(t)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      name: 'ResourceNotAvailableException',
    });
    await m.deallocate(t, '10.0.0.3');
    await m.deallocate(m, '10.0.0.4');
    expect(await take(m, t, 2)).toEqual(['10.0.0.3', '10.0.0.4']);
    // asked for, they are given
    for (const ip of ['10.0.0.0', '10.0.0.7', '10.0.0.1']) await m.allocate(t, ip);
    expect(await m.count()).toBe(8);
  });

  test('begins with a base address inside the network, and comes to the lower ones last', async () => {
    const t = await thing();
    expect(await next(await subnet('a', { baseip: '10.0.0.1', netmask: '16' }), t)).toBe('10.0.0.1');
    const m = await subnet('b', { baseip: '10.1.0.4', netmask: '29' });
    expect(await take(m, t, 6)).toEqual(['10.1.0.4', '10.1.0.5', '10.1.0.6', '10.1.0.1', '10.1.0.2', '10.1.0.3']);
    expect(await next(await subnet('c', { baseip: '10.2.0.7', netmask: '29' }), t)).toBe('10.2.0.1');
  });

  test('hands out all of a network without spare addresses', async () => {
    const ranges: [Range, string[]][] = [
      [{ baseip: '10.0.0.4', netmask: '31' }, ['10.0.0.4', '10.0.0.5']],
      [{ baseip: '10.0.0.4', netmask: '32' }, ['10.0.0.4']],
      [{ baseip: '10.0.0.4' }, ['10.0.0.4']],
      [{ baseip: '10.0.0.4', netmask: '30' }, ['10.0.0.5', '10.0.0.6']],
      [{ baseip: '2001:db8::4', netmask: '127' }, ['2001:db8::4', '2001:db8::5']],
      [{ baseip: '2001:db8::4', netmask: '128' }, ['2001:db8::4']],
      [{ baseip: '2001:db8::4' }, ['2001:db8::4']],
      [{ baseip: '255.255.255.254', netmask: '31' }, ['255.255.255.254', '255.255.255.255']],
      [
        { baseip: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', netmask: '128' },
        ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
      ],
    ];
    const t = await thing();
    for (const [range, expected] of ranges) {
      const m = await subnet('m', range);
      expect(await take(m, t, expected.length), JSON.stringify(range)).toEqual(expected);
      await expect(m.allocate(t)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
      await m.delete();
    }
  });

  test('shares what is taken with nested subnets, and skips their gateways', async () => {
    const t = await thing();
    const outer = await subnet('outer', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.2' });
    const inner = await subnet('inner', { baseip: '10.0.0.0', netmask: '29', gateway: '10.0.0.3' });
    const gateways = ['10.0.0.5', '10.0.0.6', '10.0.0.7', '10.0.0.9'];
    for (const gateway of gateways) await subnet(gateway, { baseip: gateway, netmask: '32', gateway });
    expect(await next(outer, t)).toBe('10.0.0.1');
    expect(await next(inner, t)).toBe('10.0.0.4');
    await outer.allocate(t, '10.0.0.8');
    expect(await next(outer, t)).toBe('10.0.0.10');
    await expect(inner.allocate(t)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    await expect(outer.allocate(t, '10.0.0.4')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
    await outer.deallocate(t, '10.0.0.4');
    expect(await inner.available('10.0.0.4')).toBe(false);
  });

  test('without a range gives what is asked for, and chooses nothing', async () => {
    const [m, t] = [await subnet('m', { netmask: '255.255.255.0' }), await thing()];
    await m.allocate(t, '10.1.2.3');
    await m.allocate(t, '2001:db8::1').catch(() => undefined);
    expect(await t.attrValue({ key: 'ip', subkey: 'cidr', number: 0 })).toBe('10.1.2.3/24');
    await expect(m.allocate(t)).rejects.toMatchObject({ code: 'RESOURCE_NO_ALLOCATOR' });
    expect(await m.getNetwork()).toBeNull();
    const open = await subnet('open', {});
    await open.allocate(t, '2001:db8::2');
    expect(await t.attrValue({ key: 'ip', subkey: 'ipstring', value: '2001:db8::2' })).toBe('2001:db8::2');
  });

  test('is not created with what is no range, nor changed to it', async () => {
    const ranges: [Range, string][] = [
      [{ baseip: '10.0.0' }, 'IP_INVALID'],
      [{ baseip: '10.0.0.0/8' }, 'IP_INVALID'],
      [{ baseip: '10.0.0.0', netmask: '255.0.255.0' }, 'NETMASK_INVALID'],
      [{ baseip: '10.0.0.0', netmask: '33' }, 'NETMASK_INVALID'],
      [{ baseip: '2001:db8::', netmask: '255.255.0.0' }, 'NETMASK_INVALID'],
      [{ netmask: 'wide' }, 'NETMASK_INVALID'],
      [{ baseip: '10.0.0.0', netmask: '8', gateway: 'router' }, 'IP_INVALID'],
      [{ baseip: '10.0.0.0', netmask: '8', gateway: '2001:db8::1' }, 'MANAGER_INVALID'],
    ];
    const { clusto } = inventory;
    const present = await subnet('present', {});
    for (const [range, code] of ranges) {
      await expect(subnet('m', range), JSON.stringify(range)).rejects.toMatchObject({ code });
      const change = clusto.transaction(async () => {
        for (const [key, value] of Object.entries(range)) await present.setAttr({ key, subkey: 'property', value });
      });
      await expect(change, JSON.stringify(range)).rejects.toMatchObject({ code });
      expect(await present.getProperties()).toEqual({ baseip: null, netmask: '255.255.255.255', gateway: null });
    }
    await expect(clusto.getByName('m')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  });

  test('has its range alone', async () => {
    const first = await subnet('first', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    await expect(subnet('second', { baseip: '10.0.0.7', netmask: '24' })).rejects.toMatchObject({
      code: 'MANAGER_OVERLAP',
    });
    const second = await subnet('second', { baseip: '10.0.0.0', netmask: '25' });
    await expect(second.setProperty('netmask', '24')).rejects.toMatchObject({
      code: 'MANAGER_OVERLAP',
      detail: { other: first },
    });
    expect(await second.getProperty('netmask')).toBe('25');
    await first.delete();
    await second.setProperty('netmask', '24');
  });

  test('moves with its properties, and takes its addresses along', async () => {
    const { clusto } = inventory;
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.1' }), await thing()];
    await m.allocate(t, '10.0.0.130');
    await m.setResourceAttr(t, '10.0.0.130', 'osportname', 'eth0');
    await expect(m.setProperty('netmask', '25')).rejects.toMatchObject({
      code: 'MANAGER_INVALID',
      message: `${String(m)} is not usable: 10.0.0.130 is allocated and lies outside 10.0.0.0/25.`,
    });
    const before = await clusto.version();
    await m.setProperty('netmask', '255.255.0.0');
    expect(await clusto.version()).toBe(before + 1);
    expect((await t.attrs({ key: 'ip', sortByKeys: true })).map(String).toSorted()).toEqual(
      [
        't.ip|0|null|int -1979711358',
        't.ip|0|manager|relation m',
        't.ip|0|ipstring|string 10.0.0.130',
        't.ip|0|cidr|string 10.0.0.130/16',
        't.ip|0|netmask|string 255.255.0.0',
        't.ip|0|broadcast|string 10.0.255.255',
        't.ip|0|osportname|string eth0',
      ].toSorted(),
    );
    expect([await m.count(), await m.available('10.0.0.130')]).toEqual([1, false]);
    await m.setProperty('netmask', '31').catch(() => undefined);
    expect((await getIpManagers(clusto, '10.0.9.9')).map(({ name }) => name)).toEqual(['m']);
    expect(await getIpManagers(clusto.at(before), '10.0.9.9')).toEqual([]);
    await m.delAttrs({ key: 'baseip' });
    expect((await getIpManagers(clusto, '172.16.0.1')).map(({ name }) => name)).toEqual(['m']);
    await m.setProperty('baseip', '10.0.0.0');
    expect(await getIpManagers(clusto, '172.16.0.1')).toEqual([]);
    await m.setProperty('gateway', '10.0.0.2');
    expect(await take(m, t, 2)).toEqual(['10.0.0.1', '10.0.0.3']);
    await m.delAttrs({ key: 'gateway' });
    expect(await next(m, t)).toBe('10.0.0.2');
  });

  test('keeps the attribute by which it is found', async () => {
    const m = await subnet('m', { baseip: '10.0.0.0', netmask: '24' });
    await expect(m.addAttr({ key: '_range', value: 1 })).rejects.toMatchObject({ code: 'KEY_RESERVED' });
    await expect(m.setAttr({ key: '_range', subkey: 'network', value: 'any' })).rejects.toMatchObject({
      code: 'KEY_RESERVED',
    });
    const before = await inventory.clusto.version();
    await m.delAttrs({ key: '_range' });
    expect((await getIpManager(inventory.clusto, '10.0.0.9')).name).toBe('m');
    await m.setProperty('gateway', '10.0.0.1');
    await m.setProperty('gateway', '10.0.0.1');
    expect(await inventory.clusto.version()).toBe(before + 2);
  });

  test('is found by address from when its driver makes it one', async () => {
    const { clusto } = inventory;
    const plain = await thing('plain');
    await plain.setAttr({ key: 'baseip', subkey: 'property', value: '10.0.0.0' });
    await plain.setAttr({ key: 'netmask', subkey: 'property', value: 'wide' });
    await expect(clusto.changeDriver(plain, IPManager)).rejects.toMatchObject({ code: 'NETMASK_INVALID' });
    await plain.setAttr({ key: 'netmask', subkey: 'property', value: '24' });
    await clusto.changeDriver(plain, IPManager);
    expect((await getIpManager(clusto, '10.0.0.9')).name).toBe('plain');
    await clusto.changeDriver('plain', Driver);
    expect(await getIpManagers(clusto, '10.0.0.9')).toEqual([]);
  });

  test('protects what belongs to an address', async () => {
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '24' }), await thing()];
    await m.allocate(t, '10.0.0.9');
    for (const subkey of ['manager', 'ipstring', 'cidr', 'netmask', 'broadcast'])
      await expect(m.setResourceAttr(t, '10.0.0.9', subkey, 'x')).rejects.toMatchObject({ code: 'KEY_RESERVED' });
    await expect(t.setAttr({ key: 'ip', number: 0, subkey: 'ipstring', value: '10.0.0.8' })).rejects.toMatchObject({
      code: 'KEY_RESERVED',
    });
  });

  test('is found by an address: the most specific one, all of them, or none', async () => {
    const { clusto } = inventory;
    const all = await subnet('all', { baseip: '0.0.0.0', netmask: '0' });
    await subnet('wide', { baseip: '10.0.0.0', netmask: '8' });
    await subnet('narrow', { baseip: '10.0.0.0', netmask: '24' });
    await subnet('host', { baseip: '10.0.0.7' });
    await subnet('six', { baseip: '2001:db8::', netmask: '32' });
    const found = async (ip: string): Promise<string[]> => (await getIpManagers(clusto, ip)).map(({ name }) => name);
    expect(await found('10.0.0.7')).toEqual(['host', 'narrow', 'wide', 'all']);
    expect(await found('10.0.0.255')).toEqual(['narrow', 'wide', 'all']);
    expect(await found('10.0.1.0')).toEqual(['wide', 'all']);
    expect(await found('2001:db8:ffff::1')).toEqual(['six']);
    expect(await found('::1')).toEqual([]);
    expect((await getIpManager(clusto, '10.0.0.8')).name).toBe('narrow');
    await all.delete();
    expect(await found('192.168.0.1')).toEqual([]);
    await expect(getIpManager(clusto, '192.168.0.1')).rejects.toMatchObject({
      code: 'IP_MANAGER_MISSING',
      name: 'ResourceException',
    });
    await expect(getIpManagers(clusto, '10.0.0.0/24')).rejects.toMatchObject({ code: 'IP_INVALID' });
    await subnet('any', {});
    expect(await found('10.0.1.0')).toEqual(['wide', 'any']);
  });

  test('is found by an attribute, by itself and by who has its addresses', async () => {
    const { clusto } = inventory;
    const [m, t] = [await subnet('m', { baseip: '10.0.0.0', netmask: '8' }), await thing()];
    await subnet('nested', { baseip: '10.0.0.0', netmask: '24' });
    const attribute = await m.allocate(t, '10.0.0.9');
    await m.allocate(t);
    expect((await getIpManagers(clusto, attribute)).map(({ name }) => name)).toEqual(['nested', 'm']);
    expect((await getIpManagers(clusto, m)).map(({ name }) => name)).toEqual(['m']);
    expect((await getIpManagers(clusto, t)).map(({ name }) => name)).toEqual(['m']);
    await expect(getIpManager(clusto, await thing('u'))).rejects.toMatchObject({ code: 'IP_MANAGER_MISSING' });
    expect((await getIpOwners(clusto, '10.0.0.9')).map(({ name }) => name)).toEqual(['t']);
    expect(await getIpOwners(clusto, '10.0.0.10')).toEqual([]);
    expect((await clusto.getByIp('10.0.0.9')).map(({ name }) => name)).toEqual(['t']);
  });

  test('a damaged row stops nobody else', async () => {
    const { clusto } = inventory;
    const broken = await subnet('broken', { baseip: '10.0.0.0', netmask: '16' });
    await subnet('fine', { baseip: '10.0.0.0', netmask: '24' });
    await clusto.write(async (writer) => {
      const rows = await writer.attributes({ entity: broken.id, key: 'netmask' });
      await writer.endAttributes(rows);
      const value = storedValue('garbage');
      await writer.addAttributes(broken.id, [{ key: 'netmask', subkey: 'property', number: null, value }]);
    });
    expect((await getIpManagers(clusto, '10.0.0.9')).map(({ name }) => name)).toEqual(['fine', 'broken']);
    expect(await next(await getIpManager(clusto, '10.0.0.9'), await thing())).toBe('10.0.0.1');
    await expect(broken.allocate(await thing('u'), '10.0.0.9')).rejects.toMatchObject({
      code: 'MANAGER_INVALID',
      message: `${String(broken)} is not usable: garbage is not a netmask.`,
    });
  });
});
