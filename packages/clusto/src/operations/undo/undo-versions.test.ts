import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { BasicVirtualServer } from '../../drivers/devices/basic-virtual-server.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { KVMManager } from '../../drivers/machines/kvm-manager.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { UniquePool } from '../../drivers/pools/unique-pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';

describe.each(databases)('undo on $name', (kind) => {
  const inventory = useClusto(kind);
  const versionOf = async (work: () => Promise<unknown>): Promise<number> => {
    await work();
    return inventory.clusto.version();
  };
  const reasons = async (version: number): Promise<string[]> => {
    const { conflicts } = await inventory.clusto.undo({ versions: [version], dryRun: true });
    return conflicts.map(({ reason }) => reason);
  };

  test('brings a deleted entity back with its identity, place, cables, address and numbers', async () => {
    const { clusto } = inventory;
    const [server, network] = [await clusto.create(BasicServer, 's1'), await clusto.create(BasicNetworkSwitch, 'sw1')];
    const [rack, pool] = [await clusto.create(BasicRack, 'r1'), await clusto.create(Pool, 'p1')];
    const subnet = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '24' });
    await rack.insert(server, [4, 5]);
    await pool.insert(server);
    await server.connectPorts('nic-eth', 1, network, 7);
    await subnet.allocate(server, '10.0.0.9');
    await network.setAttr({ key: 'near', value: server });
    for (const value of [1, 2]) await server.addAttr({ key: 'n', number: true, value });
    const before = await clusto.version();
    const gone = await versionOf(() => server.delete());
    const { version, changes } = await clusto.undo({ versions: [gone], message: 'mistake' });
    expect((await clusto.show(version as number)).message).toBe(`undo of ${gone}: mistake`);
    expect(changes).toEqual((await clusto.show(version as number)).changes);
    expect((await clusto.diff(before)).changes).toEqual([]);
    const back = await clusto.getByName('s1', BasicServer);
    expect(back.id).toBe(server.id);
    expect(await BasicRack.getRackAndU(back)).toMatchObject({ rack: { name: 'r1' }, RU: [4, 5] });
    expect(await network.getConnected('nic-eth', 7)).toMatchObject({ name: 's1' });
    expect((await clusto.getDevices('10.0.0.9')).map(({ name }) => name)).toEqual(['s1']);
    await expect(subnet.allocate(network, '10.0.0.9')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
    expect((await back.addAttr({ key: 'n', number: true, value: 3 })).number).toBe(2);
    await expect(clusto.create(Pool, 's1')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  test('is refused for each later change that depends on it, by its version', async () => {
    const { clusto } = inventory;
    const [server, other] = [await clusto.create(BasicServer, 's1'), await clusto.create(BasicServer, 's2')];
    const created = await versionOf(() => clusto.create(Pool, 'p1'));
    const pool = await clusto.getByName('p1');
    const set = await versionOf(() => server.setAttr({ key: 'a', value: 1 }));
    const again = await versionOf(() => server.setAttr({ key: 'a', value: 2 }));
    expect(await reasons(set)).toEqual([`a of s1 was changed (version ${again})`]);
    const inserted = await versionOf(() => pool.insert(server));
    expect(await reasons(created)).toEqual([`s1 was put into p1 (version ${inserted})`]);
    const renamed = await versionOf(() => other.rename('s3'));
    const named = await versionOf(() => clusto.create(Pool, 's2'));
    expect(await reasons(renamed)).toEqual([`the name s2 was given to another entity (version ${named})`]);
    const rack = await clusto.create(BasicRack, 'r1');
    await rack.insert(server, 4);
    const out = await versionOf(() => rack.remove(server));
    const mounted = await versionOf(() => rack.insert(other, 4));
    expect(await reasons(out)).toEqual([`unit 4 of r1 was given to s3 (version ${mounted})`]);
    const subnet = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '24' });
    await subnet.allocate(server, '10.0.0.9');
    const released = await versionOf(() => subnet.deallocate(server, '10.0.0.9'));
    const given = await versionOf(() => subnet.allocate(other, '10.0.0.9'));
    expect(await reasons(released)).toEqual([`what was ip:0 of s1 was given to s3 (version ${given})`]);
    const left = await versionOf(() => pool.remove(server));
    const end = await versionOf(() => pool.delete());
    expect(await reasons(left)).toEqual([`p1 is gone (version ${end})`]);
    const attempt = clusto.undo({ versions: [set, created] });
    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionException',
      code: 'UNDO_REFUSED',
      message: expect.stringContaining(`p1 was deleted (version ${end})`) as string,
    });
    expect(await clusto.version()).toBe(end);
    expect((await clusto.undo({ versions: [set, again] })).conflicts).toEqual([]);
    expect(await server.hasAttr({ key: 'a' })).toBe(false);
  });

  test('asks the rules of a container where things have changed since', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1');
    const [one, other] = [await clusto.create(UniquePool, 'u1'), await clusto.create(UniquePool, 'u2')];
    await one.insert(server);
    const out = await versionOf(() => one.remove(server));
    const moved = await versionOf(() => other.insert(server));
    expect(await reasons(out)).toEqual([
      expect.stringMatching(`^s1 cannot go back into u1: .* is already in UniquePool.*u2.* \\(version ${moved}\\)$`),
    ]);
    const [inner, outer] = [await clusto.create(Pool, 'inner'), await clusto.create(Pool, 'outer')];
    await outer.insert(inner);
    const removed = await versionOf(() => outer.remove(inner));
    const turned = await versionOf(() => inner.insert(outer));
    expect(await reasons(removed)).toEqual([
      `inner cannot go back into outer: it would contain itself (version ${turned})`,
    ]);
    expect((await outer.contents()).length).toBe(0);
  });

  test('keeps what a machine takes of its host', async () => {
    const { clusto } = inventory;
    const [host, manager] = [await clusto.create(BasicServer, 'h1'), await clusto.create(KVMManager, 'kvm')];
    for (const [subkey, value] of Object.entries({ memory: 1000, disk: 1000, cpucount: 8 }))
      await host.setAttr({ key: 'system', subkey, value });
    await host.setAttr({ key: 'kvm', subkey: 'volume-group', value: 'vg0' });
    await manager.insert(host);
    const machine = async (name: string): Promise<BasicVirtualServer> => {
      const created = await clusto.create(BasicVirtualServer, name);
      for (const [subkey, value] of Object.entries({ memory: 600, disk: 100, cpucount: 1 }))
        await created.setAttr({ key: 'system', subkey, value });
      return created;
    };
    const [first, second] = [await machine('m1'), await machine('m2')];
    await manager.allocate(first);
    const released = await versionOf(() => manager.deallocate(first));
    await clusto.undo({ versions: [released] });
    await expect(manager.allocate(second)).rejects.toMatchObject({ code: 'VM_NO_HOST' });
    const again = await versionOf(() => manager.deallocate(first));
    await manager.allocate(second);
    expect(await reasons(again)).toEqual([expect.stringMatching(/^m1 cannot have it again: .*does not fit on/)]);
  });

  test('takes versions by number, by time and by actor, and as one new version', async () => {
    const { clusto, clock } = inventory;
    const alice = await inventory.as('alice');
    const server = await clusto.create(BasicServer, 's1'); // 3
    clock.advance(60_000);
    await server.setAttr({ key: 'a', value: 1 }); // 4
    const hers = await alice.getByName('s1');
    await hers.setAttr({ key: 'b', value: 1 }); // 5
    clock.advance(60_000);
    await hers.setAttr({ key: 'b', value: 2 }); // 6
    await server.setAttr({ key: 'c', value: 1 }); // 7
    const values = async (): Promise<string[]> =>
      (await server.attrs()).map(({ key, value }) => `${key}${String(value)}`);
    expect((await clusto.undo({ actor: 'alice', since: '2026-01-01T00:02:00Z' })).versions).toEqual([6]); // 8
    expect(await values()).toEqual(['a1', 'b1', 'c1']);
    expect((await clusto.undo({ versions: [8] })).version).toBe(9);
    expect(await values()).toEqual(['a1', 'b2', 'c1']);
    expect((await clusto.undo({ since: 4, dryRun: true })).version).toBeNull();
    expect((await clusto.undo({ since: 4 })).versions).toEqual([9, 8, 7, 6, 5, 4]);
    expect(await values()).toEqual([]);
    expect((await clusto.show(10)).message).toBe('undo of 4 to 9');
    await clusto.undo({ versions: [10] });
    expect(await values()).toEqual(['a1', 'b2', 'c1']);
  });

  test('refuses what cannot be meant', async () => {
    const { clusto } = inventory;
    await clusto.create(Pool, 'p1');
    await expect(clusto.undo({ versions: [99] })).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' });
    await expect(clusto.undo({ versions: [1] })).rejects.toMatchObject({ code: 'UNDO_EMPTY' });
    await expect(clusto.undo({ actor: 'nobody' })).rejects.toMatchObject({ code: 'UNDO_EMPTY' });
    await expect(clusto.undo({})).rejects.toMatchObject({ code: 'USAGE' });
    await expect(clusto.undo({ versions: [3], actor: 'tester' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(clusto.at(3).undo({ versions: [3] })).rejects.toMatchObject({ code: 'VIEW_READ_ONLY' });
    expect((await clusto.undo({ since: 1 })).versions).toEqual([3, 2, 1]);
    expect(await clusto.getEntities()).toEqual([]);
  });
});
