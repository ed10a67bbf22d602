import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../packages/clusto/src/cli/connect.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Ported } from '../../packages/clusto/src/drivers/devices/ported.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import { SimpleNameManager } from '../../packages/clusto/src/drivers/resources/simple-name-manager.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { importLegacy, type ImportReport } from '../../packages/clusto/src/operations/import-legacy.ts';
import { readLegacy } from '../../packages/clusto/src/store/legacy/read-legacy.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { unpackLegacy } from '../support/legacy-data.ts';
import { LegacyBuilder } from '../support/legacy-tables.ts';
import { refusal } from '../support/refusal.ts';

describe.each(databases)('an inventory that was imported, on $name', (kind) => {
  let database: TestDatabase;
  let folder: string;
  let clusto: Clusto;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusto-legacy-'));
    database = await kind.create();
    clusto = await connect({ dsn: database.dsn, durability: 'off' });
  });
  afterEach(async () => {
    await clusto.close();
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const bring = async (path: string): Promise<ImportReport> => importLegacy(clusto, await readLegacy(`sqlite:${path}`));

  test('goes on as if it had always been one', async () => {
    const { latest } = await bring(await unpackLegacy('clusto-200', folder));
    const names = await clusto.getByName('names', SimpleEntityNameManager);
    const server = await names.allocate(BasicServer);
    expect(server.name).toBe('s000201');

    const addresses = await clusto.getByName('ipman', IPManager);
    const { value, number } = await addresses.allocate(server);
    expect(await server.attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.0.0.201']);
    expect(await addresses.count()).toBe(201);
    expect((await clusto.getDevices(value as number)).map(({ name }) => name)).toEqual(['s000201']);
    expect(number).toBeGreaterThanOrEqual(200);
    expect(await refusal(addresses.allocate(server, '10.0.0.7'))).toBe('RESOURCE_TAKEN');
    await addresses.deallocate(await clusto.getByName('s000007'), '10.0.0.7');
    await addresses.allocate(server, '10.0.0.7');

    const rack = await clusto.getByName('rack-0001', BasicRack);
    expect(await refusal(rack.insert(server, 7))).toBe('RACK_UNIT_TAKEN');
    await rack.insert(server, 45);
    const pool = await clusto.getByName('pool-00', Pool);
    await pool.insert(server);
    expect((await pool.contentAttrs({ value: server })).map((one) => one.number)).toEqual([10]);

    const taken = await clusto.getByName('sw-0001', Ported);
    expect(await refusal(server.connectPorts('nic-eth', 1, taken, 1))).toBe('PORT_TAKEN');
    await taken.disconnectPort('nic-eth', 1);
    await server.connectPorts('nic-eth', 1, taken, 1);
    expect(String(await taken.getConnected('nic-eth', 1))).toContain('s000201');

    await clusto.rename('s000002', 'web1');
    await clusto.delete('s000003');
    const old = clusto.at(latest);
    expect((await old.getDevices('10.0.0.3')).map(({ name }) => name)).toEqual(['s000003']);
    expect((await old.getByName('s000002')).id).toBe((await clusto.getByName('web1')).id);
    expect(await old.getByNames(['s000201', 'web1'])).toEqual([null, null]);
  });

  test('keeps an entity one through its renames, its attributes as old as they are', async () => {
    const { latest } = await bring(await unpackLegacy('clusto-1300-lived', folder));
    const renamed = await clusto.getByName('renamed-100');
    const before = await clusto.at(1636).getByName('s000101');
    expect(before.id).toBe(renamed.id);
    expect((await renamed.attrs({ key: 'port-nic-eth', subkey: 'mac' })).map(({ version }) => version)).toEqual(
      (await before.attrs({ key: 'port-nic-eth', subkey: 'mac' })).map(({ version }) => version),
    );
    const [parent] = await renamed.parents({ clustoTypes: ['rack'] });
    expect(parent?.name).toBe('rack-0003');
    const [place] = await (parent as BasicRack).contentAttrs({ value: renamed });
    expect(place?.version).toBeLessThan(1637);
    expect((await clusto.at(2052).getByName('sw-0008')).id).toBe((await clusto.getByName('sw-renamed')).id);
    // what was deleted and made again is something else
    expect((await clusto.at(1646).getByName('s000126')).id).not.toBe((await clusto.getByName('s000126')).id);

    const labels = await clusto.getByName('labels', SimpleNameManager);
    expect((await labels.allocate(renamed)).value).toBe('label004');
    const given = await (await clusto.getByName('ipman-24', IPManager)).allocate(renamed);
    expect(await clusto.at(latest).getDevices(given.value as number)).toEqual([]);
    expect((await clusto.getDevices(given.value as number)).map(({ name }) => name)).toEqual(['renamed-100']);
    expect(await refusal(labels.allocate(renamed, 'label002'))).toBe('RESOURCE_TAKEN');
  });

  test('counts what machines take of their hosts', async () => {
    using source = new LegacyBuilder(join(folder, 'vms.db')).versions(3, 5);
    const host = source.entity('host', 'basicserver', 'server');
    const manager = source.entity('vms', 'vmmanager', 'resourcemanager');
    const [vm, unsized] = ['vm1', 'vm2'].map((name) => source.entity(name, 'basicvirtualserver', 'server')) as [
      number,
      number,
    ];
    source.attr(manager, '_contains', { relation: host }, { number: 0 });
    source.counter(1, 'vmmanager', 1);
    for (const [thing, memory, disk, cpucount] of [
      [host, 4096, 100, 4],
      [vm, 1024, 10, 1],
    ] as const)
      for (const [subkey, int] of Object.entries({ memory, disk, cpucount }))
        source.attr(thing, 'system', { int }, { subkey });
    for (const [number, machine] of [vm, unsized].entries()) {
      source.attr(machine, 'vmmanager', { relation: host }, { number });
      source.attr(machine, 'vmmanager', { relation: manager }, { number, subkey: 'manager' });
    }
    source.attr(vm, 'vmmanager', { int: 2048 }, { number: 0, subkey: 'allocated_memory' });
    const { findings } = await bring(source.path);
    expect(findings.find(({ kind: one }) => one === 'machine-without-size')?.items).toEqual(['vm2']);
    const vms = await clusto.getByName('vms', VMManager);
    expect((await vms.capacity()).hosts).toMatchObject([
      { machines: 2, memory: { used: 2048 }, disk: { used: 10 }, cpucount: { used: 1 } },
    ]);
    await vms.deallocate(await clusto.getByName('vm1'));
    await clusto.delete('vm2');
    expect((await vms.capacity()).hosts).toMatchObject([
      { machines: 0, memory: { used: 0 }, disk: { used: 0 }, cpucount: { used: 0 } },
    ]);
  });
});
