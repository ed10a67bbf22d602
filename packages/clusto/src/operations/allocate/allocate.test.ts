import { beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { expectIntegrity } from '../../../../../tests/support/race-integrity.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { BasicPowerStrip } from '../../drivers/devices/basic-power-strip.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { type Device } from '../../drivers/devices/device.ts';
import { BasicDatacenter } from '../../drivers/locations/basic-datacenter.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Clusto } from '../clusto.ts';
import { createRole } from '../access/roles.ts';
import { rehearse } from '../rehearse.ts';
import { confirmHold } from './confirm-hold.ts';
import { endHold } from './end-hold.ts';
import { listHolds } from './list-holds.ts';

class SmallSwitch extends BasicNetworkSwitch {
  static override readonly driverName: string = 'smallswitch';
  static override readonly ports = { 'nic-eth': 3 };
}

class SmallStrip extends BasicPowerStrip {
  static override readonly driverName: string = 'smallstrip';
  static override readonly ports = { 'pwr-nema-5': 3 };
}

/** A rack of ten units with a switch in the first and a strip in the second. */
async function furnish(clusto: Clusto, place: BasicDatacenter, name: string): Promise<BasicRack> {
  const rack = await clusto.create(BasicRack, name, { maxu: 10 });
  await place.insert(rack);
  await rack.insert(await clusto.create(SmallSwitch, `${name}-switch`), 1);
  await rack.insert(await clusto.create(SmallStrip, `${name}-strip`), 2);
  return rack;
}

const fresh = { driver: 'basicserver', names: 'names' };
const whole = {
  ...fresh,
  subnets: ['subnet'],
  switchPorts: ['nic-eth:1'],
  outlets: ['pwr-nema-5:1'],
  units: 2,
  pools: ['web'],
  attributes: ['role=web', 'system.owner=ops'],
};

describe.each(databases)('allocating servers on $name', (kind) => {
  const inventory = useClusto(kind, [SmallSwitch, SmallStrip]);
  let clusto: Clusto;
  let dc: BasicDatacenter;

  beforeEach(async () => {
    ({ clusto } = inventory);
    await clusto.transaction(async () => {
      dc = await clusto.create(BasicDatacenter, 'dc');
      for (const name of ['r1', 'r2']) await furnish(clusto, dc, name);
      await clusto.create(SimpleEntityNameManager, 'names', { basename: 's', digits: 2 });
      await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '24' });
      for (const name of ['web', 'unallocated']) await clusto.create(Pool, name);
    });
  });

  /** A free server with so much of everything. */
  async function createFree(name: string, size: Readonly<Record<string, number>>, rack?: string): Promise<Device> {
    const server = await clusto.create(BasicServer, name);
    const { disks = 0, ...system } = size;
    for (const [subkey, value] of Object.entries(system)) await server.setAttr({ key: 'system', subkey, value });
    for (let disk = 0; disk < disks; disk += 1)
      await server.addAttr({ key: 'disk', subkey: 'size', number: disk, value: 1 });
    await (await clusto.getByName('unallocated', Pool)).insert(server);
    if (rack !== undefined) {
      const unit = 3 + (await (await clusto.getByName(rack)).contents()).length;
      await (await clusto.getByName(rack, BasicRack)).insert(server, unit);
    }
    return server;
  }

  const refusal = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'it was done',
      (error: Error) => error.message,
    );

  test('gives each of several new servers all that it needs, as one version', async () => {
    const before = await clusto.version();
    const { key, until, servers, repeated } = await clusto.allocate({ ...whole, count: 2, racks: ['r1', 'r2'] });
    expect(await clusto.version()).toBe(before + 1);
    expect([key, until, repeated]).toEqual(['allocation-0', null, false]);
    expect(servers).toEqual(
      ['s00', 's01'].map((name, index) => ({
        name,
        type: 'server',
        driver: 'basicserver',
        created: true,
        from: null,
        rack: 'r1',
        units: [3 + 2 * index, 4 + 2 * index],
        addresses: [{ subnet: 'subnet', ip: `10.0.0.${index + 1}` }],
        cables: [
          { port: 'nic-eth:1', device: 'r1-switch', devicePort: `nic-eth:${index + 1}` },
          { port: 'pwr-nema-5:1', device: 'r1-strip', devicePort: `pwr-nema-5:${index + 1}` },
        ],
        pools: ['web'],
        attributes: ['role=web', 'system.owner=ops'],
      })),
    );
    const server = await clusto.getByName('s01', BasicServer);
    expect(await BasicRack.getRackAndU(server)).toMatchObject({ rack: { name: 'r1' }, RU: [5, 6] });
    expect(await server.getIps()).toEqual(['10.0.0.2']);
    expect(String(await server.getConnected('nic-eth', 1))).toContain('r1-switch');
    expect(
      (await server.attrValues({ key: 'system', subkey: 'owner' })).concat(await server.attrValues({ key: 'role' })),
    ).toEqual(['ops', 'web']);
    expect((await (await clusto.getByName('web')).contents()).map(({ name }) => name)).toEqual(['s00', 's01']);
    await expectIntegrity(inventory.dsn);
  });

  test('leaves nothing behind where something is missing, and tells what left out how many', async () => {
    const before = [await clusto.version(), (await clusto.getEntities()).length];
    const racks = ['r1', 'r2'];
    expect(await refusal(clusto.allocate({ ...whole, racks, count: 7 }))).toBe(
      '7 wanted, and 6 of the 2 racks have room: a free switch port nic-eth excludes 2.',
    );
    expect(await refusal(clusto.allocate({ ...fresh, racks, units: 9 }))).toBe(
      '1 wanted, and 0 of the 2 racks have room: 9 adjacent free units excludes 2.',
    );
    expect(await refusal(clusto.allocate({ ...fresh, racks, switchPorts: ['fibre:1'] }))).toContain(
      'a free switch port fibre excludes 2',
    );
    // the second server finds no address
    await clusto.create(IPManager, 'tiny', { baseip: '10.9.0.1', netmask: '32' });
    await expect(clusto.allocate({ ...whole, racks, count: 2, subnets: ['tiny'] })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
    });
    expect([await clusto.version(), (await clusto.getEntities()).length]).toEqual([
      Number(before[0]) + 1,
      Number(before[1]) + 1,
    ]);
    await expectIntegrity(inventory.dsn);
  });

  test('fills rack after rack, spreads over them, or keeps to one', async () => {
    const racksOf = async (request: object): Promise<(string | null)[]> =>
      (await rehearse(clusto, () => clusto.allocate({ ...whole, ...request }))).servers.map(({ rack }) => rack);
    expect(await racksOf({ parent: 'dc', count: 4 })).toEqual(['r1', 'r1', 'r1', 'r2']);
    expect(await racksOf({ racks: ['r2', 'r1'], count: 4 })).toEqual(['r2', 'r2', 'r2', 'r1']);
    expect(await racksOf({ parent: 'dc', count: 5, placement: 'spread' })).toEqual(['r1', 'r2', 'r1', 'r2', 'r1']);
    await clusto.allocate({ ...fresh, racks: ['r1'], units: 7 });
    expect(await racksOf({ parent: 'dc', count: 3, placement: 'same-rack' })).toEqual(['r2', 'r2', 'r2']);
    expect(await racksOf({ parent: 'r2' })).toEqual(['r2']);
    expect(await refusal(racksOf({ parent: 'dc', count: 4, placement: 'same-rack' }))).toBe(
      '4 wanted, and 3 of the 2 racks have room: room for 4 in one rack excludes 2.',
    );
  });

  test('takes the cheapest of the free servers that meet every constraint', async () => {
    await createFree('small', { disk: 100, cpucount: 4, memory: 8000, disks: 1 }, 'r1');
    await createFree('large', { disk: 900, cpucount: 32, memory: 64_000, disks: 4 }, 'r1');
    await createFree('middle', { disk: 400, cpucount: 8, memory: 16_000, disks: 2 }, 'r2');
    await createFree('unracked', { disk: 50, cpucount: 2, memory: 4000 });
    const chosen = async (request: object): Promise<string[]> =>
      (await rehearse(clusto, () => clusto.allocate({ pools: ['web'], ...request }))).servers.map(({ name }) => name);
    expect(await chosen({ count: 4 })).toEqual(['unracked', 'small', 'middle', 'large']);
    expect(await chosen({ memory: 16 })).toEqual(['middle']);
    expect(await chosen({ cores: 9 })).toEqual(['large']);
    expect(await chosen({ disk: 100, spindles: 2 })).toEqual(['middle']);
    expect(await chosen({ racks: ['r1'], count: 2 })).toEqual(['small', 'large']);
    expect(await chosen({ parent: 'dc', query: "name startswith 'm' or name = large", count: 2 })).toEqual([
      'middle',
      'large',
    ]);
    expect(await chosen({ count: 3, placement: 'spread' })).toEqual(['small', 'middle', 'large']);
    expect(await chosen({ count: 2, placement: 'same-rack' })).toEqual(['small', 'large']);
    expect(await refusal(chosen({ parent: 'dc', memory: 10, cores: 9, query: 'name = middle', count: 2 }))).toBe(
      '2 wanted, and 0 of the 4 servers in unallocated: being in dc excludes 1, memory of at least 10 GB excludes 1, ' +
        'at least 9 cores excludes 1, the query name = middle excludes 1.',
    );
    expect(await refusal(chosen({ query: 'name = ' }))).toContain('column');
    await (await clusto.getByName('web', Pool)).insert(await clusto.getByName('unracked'));
    expect(await refusal(chosen({ count: 4 }))).toContain('not being in web yet excludes 1.');
    const { servers } = await clusto.allocate({
      pools: ['web'],
      memory: 16,
      subnets: ['subnet'],
      switchPorts: ['nic-eth:2'],
    });
    expect(servers).toMatchObject([
      {
        name: 'middle',
        created: false,
        from: 'unallocated',
        rack: 'r2',
        units: [],
        pools: ['web'],
        cables: [{ port: 'nic-eth:2', device: 'r2-switch', devicePort: 'nic-eth:1' }],
      },
    ]);
    expect(await (await clusto.getByName('middle')).parents({ clustoTypes: ['pool'] })).toMatchObject([
      { name: 'web' },
    ]);
    expect(await refusal(clusto.allocate({ pools: ['web'], memory: 16, racks: ['r2'] }))).toContain(
      '0 of the 3 servers',
    );
    await clusto.delete('unallocated');
    expect(await refusal(clusto.allocate({ pools: ['web'] }))).toContain('There is no pool unallocated');
  });

  test('answers a key again, and refuses it for anything else', async () => {
    const request = { ...whole, racks: ['r1'], key: 'order-7' };
    const first = await clusto.allocate(request);
    const version = await clusto.version();
    // the order in which it is written does not matter
    const again = await clusto.allocate(Object.fromEntries(Object.entries(request).reverse()));
    expect(again).toEqual({ ...first, repeated: true });
    expect(await clusto.version()).toBe(version);
    expect(await refusal(clusto.allocate({ ...request, count: 2 }))).toBe(
      'The key order-7 belongs to another request, which got s00.',
    );
    await clusto.deallocate([await clusto.getByName('s00')]);
    expect((await clusto.allocate(request)).servers).toMatchObject([{ name: 's01' }]);
  });

  test('gives back what it gave, and nothing else', async () => {
    const middle = await createFree('middle', { memory: 16_000 }, 'r2');
    await clusto.allocate({ ...whole, units: undefined, driver: undefined, names: undefined });
    await clusto.allocate({ ...whole, racks: ['r1'] });
    await middle.addIp('10.0.0.77');
    await middle.setAttr({ key: 'note', value: 'mine' });
    const before = await clusto.version();
    const things = [middle, await clusto.getByName('s00')];
    expect(await clusto.deallocate(things, { quarantine: '30d' })).toEqual([
      { name: 'middle', deleted: false, addresses: ['10.0.0.1'], pools: ['web'], pool: 'unallocated' },
      { name: 's00', deleted: true, addresses: ['10.0.0.2'], pools: ['web'], pool: null },
    ]);
    expect(await clusto.version()).toBe(before + 1);
    expect(await middle.getIps()).toEqual(['10.0.0.77']);
    expect(await middle.attrValues({ key: 'note' })).toEqual(['mine']);
    expect(await middle.attrs({ key: 'role' })).toEqual([]);
    expect(await middle.getConnected('nic-eth', 1)).toBeNull();
    expect((await middle.parents()).map(({ name }) => name)).toEqual(['r2', 'unallocated']);
    const held = await (await clusto.getByName('subnet', IPManager)).quarantined();
    expect(held.map(({ ip, reason }) => `${ip} ${reason}`)).toEqual([
      '10.0.0.1 released by middle',
      '10.0.0.2 released by s00',
    ]);
    await expectIntegrity(inventory.dsn);
  });

  test('takes addresses and pools from a server that was put to use by hand', async () => {
    const server = await clusto.create(BasicServer, 'byhand');
    await (await clusto.getByName('web', Pool)).insert(server);
    await server.addIp('10.0.0.9');
    expect(await clusto.deallocate([server])).toEqual([
      { name: 'byhand', deleted: false, addresses: ['10.0.0.9'], pools: ['web'], pool: 'unallocated' },
    ]);
    await expect(clusto.deallocate([server, dc])).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  test('a reservation ends by itself, and all of it is free for the next one who writes', async () => {
    await createFree('middle', {}, 'r2');
    const taken = {
      hold: '2h',
      pools: ['web'],
      attributes: ['role=web'],
      subnets: ['subnet'],
      switchPorts: ['nic-eth:1'],
    };
    const { key, until } = await clusto.allocate(taken);
    await clusto.allocate({ ...whole, racks: ['r1'], hold: '3h', key: 'later' });
    expect(until).toBe('2026-01-01T02:00:00Z');
    const hold = { actor: 'tester', expired: false };
    expect(await listHolds(clusto)).toEqual([
      { key, until, servers: ['middle'], ...hold },
      { key: 'later', until: '2026-01-01T03:00:00Z', servers: ['s00'], ...hold },
    ]);
    // who does not see all servers of one is not told of it
    await createRole(clusto, 'some', 'read where name = s00');
    const guest = await clusto.as({ actor: 'guest', roles: ['some'], scopes: [], via: 'token' });
    const version = await clusto.version();
    for (const view of [guest, guest.at(version)])
      expect((await listHolds(view)).map((one) => one.key)).toEqual(['later']);
    inventory.clock.set(new Date('2026-01-01T02:00:00Z'));
    expect((await listHolds(clusto)).map(({ expired }) => expired)).toEqual([true, false]);
    const other = await inventory.as('other');
    expect((await other.allocate(taken)).servers).toMatchObject([
      { name: 'middle', addresses: [{ ip: '10.0.0.1' }], cables: [{ devicePort: 'nic-eth:1' }] },
    ]);
    expect((await clusto.versions({ limit: 2 })).map(({ actor }) => actor)).toEqual(['other', 'clusto']);
    inventory.clock.set(new Date('2026-01-02T00:00:00Z'));
    await clusto.create(Pool, 'anything');
    await expect(clusto.getByName('s00')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    expect((await (await clusto.getByName('r1')).contents()).map(({ name }) => name)).toEqual([
      'r1-switch',
      'r1-strip',
    ]);
    expect(await listHolds(clusto)).toEqual([]);
    // what it held is still to be read
    const then = clusto.at(new Date('2026-01-01T02:30:00Z'));
    expect((await listHolds(then)).map((one) => one.servers)).toEqual([['s00'], ['middle']]);
    await expectIntegrity(inventory.dsn);
  });

  test('a reservation is confirmed, or ended before its time', async () => {
    const request = { ...whole, racks: ['r1'], hold: '2h' };
    const kept = await clusto.allocate({ ...request, key: 'kept' });
    await clusto.allocate({ ...request, key: 'ended' });
    const answer = { ...kept, until: null };
    expect([await confirmHold(clusto, 'kept'), await confirmHold(clusto, 'kept')]).toEqual([
      answer,
      { ...answer, repeated: true },
    ]);
    expect(await endHold(clusto, 'ended')).toMatchObject([{ name: 's01', deleted: true }]);
    for (const work of [endHold(clusto, 'kept'), endHold(clusto, 'ended'), confirmHold(clusto, 'ended')])
      await expect(work).rejects.toMatchObject({ code: 'HOLD_UNKNOWN' });
    inventory.clock.advance(86_400_000);
    await clusto.create(Pool, 'anything');
    expect(await clusto.allocate({ ...request, key: 'kept' })).toEqual({ ...answer, repeated: true });
    await clusto.allocate({ ...request, key: 'late' });
    inventory.clock.advance(86_400_000);
    await expect(confirmHold(clusto, 'late')).rejects.toMatchObject({ code: 'HOLD_UNKNOWN' });
  });

  test('can be undone, and then gone back on', async () => {
    const first = await clusto.allocate({ ...whole, racks: ['r1'], key: 'order' });
    await clusto.undo({ versions: [await clusto.version()] });
    await expect(clusto.getByName('s00')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await expectIntegrity(inventory.dsn);
    await clusto.undo({ versions: [await clusto.version()] });
    expect(await clusto.allocate({ ...whole, racks: ['r1'], key: 'order' })).toEqual({ ...first, repeated: true });
    await clusto.deallocate([await clusto.getByName('s00')], { quarantine: '1d' });
    await clusto.undo({ versions: [await clusto.version()] });
    expect(await (await clusto.getByName('s00', BasicServer)).getIps()).toEqual(['10.0.0.1']);
    await expectIntegrity(inventory.dsn);
  });

  test('refuses what does not go together, or is not there', async () => {
    await createFree('free', {});
    const before = await clusto.version();
    const refused: [object, string][] = [
      [{ driver: 'basicserver' }, 'USAGE'],
      [{ ...fresh, memory: 1 }, 'USAGE'],
      [{ units: 1 }, 'USAGE'],
      [{ ...fresh, units: 1 }, 'USAGE'],
      [{ ...fresh, racks: ['r1'], switchPorts: ['nic-eth:a1'] }, 'USAGE'],
      [{ attributes: ['role'] }, 'USAGE'],
      [{ count: 0 }, 'ARGUMENT_INVALID'],
      [{ count: 1.5 }, 'ARGUMENT_INVALID'],
      [{ memory: Number.NaN }, 'ARGUMENT_INVALID'],
      [{ key: '' }, 'ARGUMENT_INVALID'],
      [{ hold: 'soon' }, 'DURATION_INVALID'],
      [{ ...fresh, driver: 'basicvirtualserver' }, 'NOT_SUPPORTED'],
      [{ ...fresh, driver: 'nothing' }, 'DRIVER_UNKNOWN'],
      [{ ...fresh, names: 'subnet' }, 'ENTITY_WRONG_DRIVER'],
      [{ pools: ['subnet'] }, 'NOT_A_POOL'],
      [{ from: 'r1' }, 'NOT_A_POOL'],
      [{ from: 'nowhere' }, 'ENTITY_NOT_FOUND'],
    ];
    for (const [request, code] of refused)
      await expect(clusto.allocate(request), JSON.stringify(request)).rejects.toMatchObject({ code });
    expect(await clusto.version()).toBe(before);
  });

  test('takes as many statements however large the inventory is', async () => {
    const both = async (): Promise<number[]> => [
      await countStatements(() =>
        rehearse(clusto, () => clusto.allocate({ ...whole, parent: 'dc', placement: 'spread' })),
      ),
      await countStatements(() =>
        rehearse(clusto, () =>
          clusto.allocate({
            pools: ['web'],
            memory: 1,
            query: 'name != x',
            switchPorts: ['nic-eth:1'],
          }),
        ),
      ),
    ];
    await createFree('free0', { memory: 2000 }, 'r1');
    const few = await both();
    await clusto.transaction(async () => {
      for (let index = 1; index < 5; index += 1) {
        await furnish(clusto, dc, `more${index}`);
        await createFree(`free${index}`, { memory: 2000 }, `more${index}`);
      }
    });
    expect(await both()).toEqual(few);
  });
});
