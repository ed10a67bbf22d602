import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { expectIntegrity } from '../support/race-integrity.ts';
import { openInventory } from '../support/race-inventory.ts';
import { processes, Race } from '../support/race-processes.ts';
import { attempts } from '../support/race-tasks.ts';
import { createHost } from '../support/vm-hosts.ts';

const all = processes * attempts;

describe.each(databases)(`${processes} processes with ${attempts} attempts each on $name`, ({ create }) => {
  let database: TestDatabase;
  let clusto: Session;

  beforeEach(async () => {
    database = await create();
    clusto = await openInventory(database.dsn);
  });
  afterEach(async () => {
    await clusto.close();
    await database[Symbol.asyncDispose]();
  });

  test('get different addresses of one subnet, and all without a gap', async () => {
    await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.255.240.0', gateway: '10.0.0.1' });
    const before = await clusto.version();
    using race = new Race('addresses', database.dsn);
    const results = await race.run();
    expect(results.flatMap(({ refused }) => refused)).toEqual([]);
    const got = results.flatMap((result) => result.got).map(Number);
    expect(new Set(got).size).toBe(all);
    expect(Math.max(...got) - Math.min(...got)).toBe(all - 1);
    const stored = await Promise.all(
      results.map(async (_, process) => (await clusto.getByName(`server-${process}`, PenguinServer)).getIps()),
    );
    expect(new Set(stored.flat()).size).toBe(all);
    expect(await clusto.version()).toBe(before + processes + all);
    await expectIntegrity(database.dsn);
  });

  test('get different names of one name manager, and all without a gap', async () => {
    await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 4 });
    using race = new Race('names', database.dsn);
    const results = await race.run();
    expect(results.flatMap(({ refused }) => refused)).toEqual([]);
    const expected = Array.from({ length: all }, (_, number) => `s${String(number).padStart(4, '0')}`);
    expect(results.flatMap(({ got }) => got).sort()).toEqual(expected);
    expect((await clusto.getEntities({ clustoTypes: [PenguinServer] })).map(({ name }) => name)).toEqual(expected);
    await expectIntegrity(database.dsn);
  });

  test('mount one device in each unit of one rack, the others are told that it is taken', async () => {
    const rack = await clusto.create(BasicRack, 'rack', { maxu: attempts });
    using race = new Race('units', database.dsn);
    const results = await race.run();
    const units = Array.from({ length: attempts }, (_, index) => index + 1);
    expect(
      results
        .flatMap(({ got }) => got)
        .map(Number)
        .sort((one, other) => one - other),
    ).toEqual(units);
    const refused = results.flatMap((result) => result.refused);
    expect(new Set(refused)).toEqual(new Set(['RACK_UNIT_TAKEN']));
    expect(refused.length).toBe(all - attempts);
    const places = await rack.contentAttrs({ sortByKeys: false });
    expect(places.map(({ number }) => Number(number)).sort((one, other) => one - other)).toEqual(units);
    expect(new Set(places.map(({ value }) => String(value))).size).toBe(attempts);
    await expectIntegrity(database.dsn);
  });

  test('place machines on few hosts, which are filled and never given more than they have', async () => {
    const manager = await clusto.create(VMManager, 'vms');
    for (const [name, cpucount] of Object.entries({ small: 50, middle: 100, large: 150 }))
      await manager.insert(await createHost(clusto, name, { memory: 1000, disk: 1000, cpucount }));
    using race = new Race('machines', database.dsn);
    const results = await race.run();
    expect(new Set(results.flatMap(({ refused }) => refused))).toEqual(new Set(['VM_NO_HOST']));
    const placed = results.flatMap(({ got }) => got).filter((name) => name !== 'gone');
    const { hosts, total } = await manager.capacity();
    expect(total.cpucount).toEqual({ total: 300, used: 300, free: 0 });
    for (const { memory, disk, cpucount } of hosts)
      for (const { total: most, used } of [memory, disk, cpucount]) expect(used).toBeLessThanOrEqual(most);
    const machines = await manager.machines();
    expect(machines.map(({ machine }) => machine.name).sort()).toEqual(placed.sort());
    expect(machines.length).toBe(300);
    expect(total.memory.used).toBe(machines.reduce((sum, { reserved }) => sum + reserved.memory, 0));
    await expectIntegrity(database.dsn);
  });
});
