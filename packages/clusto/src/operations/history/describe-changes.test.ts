import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { Driver } from '../../inventory/driver.ts';
import { type PropertyValues, secret } from '../../inventory/property.ts';
import { type Change, changeAsText, signOf } from './change.ts';

class Vault extends Driver {
  static override readonly driverName: string = 'vault';
  static override readonly properties = { code: secret('What opens it.') };
  declare readonly propertyTypes: PropertyValues<typeof Vault.properties>;
}

const shown = (changes: readonly Change[]): string[] =>
  changes.map((change) => `${signOf(change)} ${change.entity.name} ${changeAsText(change)}`);

describe.each(databases)('what a version changed, on $name', (kind) => {
  const inventory = useClusto(kind, [Vault]);
  /** What the version that the work makes shows. */
  const made = async (work: () => Promise<unknown>): Promise<string[]> => {
    const { clusto } = inventory;
    await clusto.transaction(work);
    const version = await clusto.version();
    const { changes } = await clusto.show(version);
    expect((await clusto.diff(version - 1, version)).changes).toEqual(changes);
    return shown(changes);
  };

  test('is one change for each thing that a person did', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1');
    const network = await clusto.create(BasicNetworkSwitch, 'sw1');
    const rack = await clusto.create(BasicRack, 'r1');
    const pool = await clusto.create(Pool, 'p1');
    const subnet = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '24' });
    expect(await made(() => clusto.create(PenguinServer, 's2'))).toEqual(['+ s2 created (penguinserver)']);
    expect(await made(() => server.rename('web1'))).toEqual(['~ web1 name: s1 -> web1']);
    expect(await made(() => clusto.changeDriver('web1', 'penguinserver'))).toEqual([
      '~ web1 driver: basicserver -> penguinserver',
    ]);
    expect(await made(() => server.addAttr({ key: 'a', number: 3, subkey: 's', value: 1 }))).toEqual([
      '+ web1 a.s:3 = 1',
    ]);
    expect(await made(() => server.setAttr({ key: 'a', number: 3, subkey: 's', value: pool }))).toEqual([
      '~ web1 a.s:3: 1 -> p1',
    ]);
    expect(await made(() => server.delAttrs({ key: 'a' }))).toEqual(['- web1 a.s:3 = p1']);
    expect(await made(() => rack.insert(server, [4, 5]))).toEqual(['+ web1 in r1, units 4, 5']);
    expect(await made(() => pool.insert(server))).toEqual(['+ web1 in p1']);
    expect(await made(() => pool.remove(server))).toEqual(['- web1 out of p1']);
    expect(await made(() => server.connectPorts('nic-eth', 1, network, 7))).toEqual([
      '+ web1 nic-eth 1 to sw1 nic-eth 7',
    ]);
    expect(await made(() => network.disconnectPort('nic-eth', 7))).toEqual(['- web1 nic-eth 1 off sw1 nic-eth 7']);
    expect(await made(() => subnet.allocate(server, '10.0.0.9'))).toEqual(['+ web1 ip:0 = 10.0.0.9 from net']);
    expect(await made(() => subnet.deallocate(server))).toEqual(['- web1 ip:0 = 10.0.0.9 back to net']);
    expect(await made(() => server.delete())).toEqual([
      '- web1 deleted (penguinserver)',
      '- web1 out of r1, units 4, 5',
    ]);
  });

  test('names things as they are called after it', async () => {
    const { clusto } = inventory;
    const [server, pool] = [await clusto.create(BasicServer, 's1'), await clusto.create(Pool, 'p1')];
    await pool.insert(server);
    const version = await clusto.version();
    await pool.rename('p2');
    await server.delete();
    expect(shown((await clusto.show(version)).changes)).toEqual(['+ s1 in p1']);
    expect(shown((await clusto.diff(version)).changes)).toEqual([
      '- s1 deleted (basicserver)',
      '- s1 out of p2',
      '~ p2 name: p1 -> p2',
    ]);
  });

  test('never shows a secret', async () => {
    const { clusto } = inventory;
    const vault = await clusto.create(Vault, 'v1', { code: 'env:CODE' });
    const change = async (value: string): Promise<string[]> =>
      made(() => clusto.write((writer) => replace(writer, vault.id, value)));
    expect(await change('1234')).toEqual(['~ v1 code.property: env:CODE -> (secret)']);
    expect(await change('sealed:0123abcd:xyz')).toEqual(['~ v1 code.property: (secret) -> (secret)']);
    expect(await clusto.blame('v1')).toMatchObject([{ value: '(secret)' }]);
    expect(await made(() => vault.setAttr({ key: 'k', value: 'sealed:0123abcd:xyz' }))).toEqual(['+ v1 k = (secret)']);
  });

  /** A property as an old database may have it: in the clear. */
  async function replace(
    writer: Parameters<Parameters<typeof inventory.clusto.write>[0]>[0],
    entity: number,
    value: string,
  ): Promise<void> {
    await writer.endAttributes(await writer.attributes({ entity, key: 'code' }));
    const stored = { datatype: 'string', int: null, float: null, string: value } as const;
    await writer.addAttributes(entity, [{ key: 'code', subkey: 'property', number: null, value: stored }]);
  }

  test('between two versions is what is left of it, in either direction', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1');
    await server.setAttr({ key: 'a', value: 1 });
    const before = await clusto.version();
    await clusto.create(Pool, 'gone');
    await server.setAttr({ key: 'a', value: 2 });
    await server.setAttr({ key: 'b', value: 5 });
    await server.setAttr({ key: 'a', value: 3 });
    await server.delAttrs({ key: 'b' });
    await clusto.delete('gone');
    const after = await clusto.version();
    await server.setAttr({ key: 'a', value: 1 });
    expect(shown((await clusto.diff(before, after)).changes)).toEqual(['~ s1 a: 1 -> 3']);
    expect(shown((await clusto.diff(after, before)).changes)).toEqual(['~ s1 a: 3 -> 1']);
    expect(await clusto.diff(before)).toEqual({ from: before, to: after + 1, changes: [] });
  });

  test('can be asked of some entities, by name or by query', async () => {
    const { clusto } = inventory;
    const before = await clusto.version();
    const [one, other] = [await clusto.create(BasicServer, 's1'), await clusto.create(BasicServer, 's2')];
    await one.setAttr({ key: 'a', value: 1 });
    await other.setAttr({ key: 'a', value: 2 });
    await other.delete();
    const after = await clusto.version();
    const restricted = async (params: Parameters<typeof clusto.diff>[2]): Promise<string[]> =>
      shown((await clusto.diff(before, after, params)).changes);
    expect(await restricted({ query: 'name = s1' })).toEqual(['+ s1 created (basicserver)', '+ s1 a = 1']);
    expect(await restricted({ entities: ['s2'] })).toEqual([]);
    expect(shown((await clusto.diff(after, after - 1, { entities: ['s2'] })).changes)).toEqual([
      '+ s2 created (basicserver)',
      '+ s2 a = 2',
    ]);
    await expect(clusto.diff(after + 1)).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' });
    await expect(clusto.show(after + 1)).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' });
  });
});
