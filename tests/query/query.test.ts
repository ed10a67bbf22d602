import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicDatacenter } from '../../packages/clusto/src/drivers/locations/basic-datacenter.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { planQuery, type QueryOptions } from '../../packages/clusto/src/query/plan-query.ts';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';

describe.each(databases)('the search language on $name', (kind) => {
  const inventory = shareInventory(kind, builtInDrivers);

  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      const dc = await clusto.create(BasicDatacenter, 'dc1');
      const rack = await clusto.create(BasicRack, 'r1', { maxu: 20 });
      await clusto.create(BasicRack, 'r2');
      await dc.insert(rack);
      const web = await clusto.create(Pool, 'web');
      const production = await clusto.create(Pool, 'production');
      await production.insert(web);
      await production.addAttr({ key: 'pooltype', value: 'role' });
      await production.addAttr({ key: 'owner', value: 'ops' });
      const subnets = [
        await clusto.create(IPManager, 'net4', { baseip: '10.0.0.0', netmask: '255.255.255.0' }),
        await clusto.create(IPManager, 'net6', { baseip: '2001:db8::', netmask: '64' }),
      ] as const;
      const [a, b, c, d] = [
        await clusto.create(PenguinServer, 'a', { model: 'X1' }),
        await clusto.create(PenguinServer, 'b', { model: 'x2' }),
        await clusto.create(PenguinServer, 'c'),
        await clusto.create(Driver, 'd'),
      ] as const;
      await rack.insert(a, 1);
      await rack.insert(b, 2);
      await web.insert(a);
      await production.insert(b);
      await a.addAttr({ key: 'system', subkey: 'memory', value: 2000 });
      await b.addAttr({ key: 'system', subkey: 'memory', value: '4096' });
      await c.addAttr({ key: 'system', subkey: 'memory', value: 2.5 });
      await d.addAttr({ key: 'system', subkey: 'memory', value: 'much' });
      await a.addAttr({ key: 'tag', number: 0, value: 'red' });
      await a.addAttr({ key: 'tag', number: 1, value: 'blue' });
      await c.addAttr({ key: 'tag', number: 0, value: 'it\'s "odd"%_*' });
      await c.addAttr({ key: 'boss', value: a });
      await c.addAttr({ key: 'live', value: true });
      await c.addAttr({ key: 'seen', value: new Date('2026-11-01T12:00:00Z') });
      await c.addAttr({ key: 'gateway', value: '10.0.0.1/24' });
      await c.addAttr({ key: 'big', value: 2n ** 60n });
      await d.addAttr({ key: 'empty', value: '' });
      await b.setHostname('B-host');
      await a.addIp('10.0.0.7', subnets[0]);
      await b.addIp('2001:db8::7', subnets[1]);
    });
  });

  const find = async (query: string, options?: QueryOptions): Promise<string> => {
    const { clusto } = inventory;
    const rows = await clusto.reader.matching(planQuery(query, clusto.registry, options), 'clustometa');
    return rows.map(({ name }) => name).join(' ');
  };

  test.each([
    // names, types, drivers
    ['name = a', 'a'],
    ['name == a or name is b', 'a b'],
    ['type = server', 'a b c'],
    ['clusto_type = server and driver = penguinserver', 'a b c'],
    ['name startswith pro', 'production'],
    ['name ^ net', 'net4 net6'],
    ['name endswith 1', 'dc1 r1'],
    ['name , 1', 'dc1 r1'],
    ['name contains duct', 'production'],
    ['name != a and type = server', 'b c'],
    ['name <> a and type = server', 'b c'],
    ['name isnt 123 and name = a', 'a'],
    ['name > b and type = server', 'c'],
    ['name ge b and name lt c', 'b'],
    ['name exists and name = a', 'a'],
    ['name in_cidr 10.0.0.0/8', ''],
    // containers, at any depth
    ['datacenter = dc1', 'r1 a b'],
    ['rack = r1 and pool = production', 'a b'],
    ['pool = web', 'a'],
    ['type = server and pool != web', 'b c'],
    ['type = server and datacenter != dc1', 'c'],
    ['pool exists', 'web a b'],
    ['not pool exists and type = server', 'c'],
    ['role = production', 'web a b'],
    ['role exists', 'web a b'],
    ['pool startswith prod', 'web a b'],
    // attributes
    ['attr system.memory = 2000', 'a'],
    ["attr system.memory = '2000'", 'a'],
    ['attr system.memory = 4K', 'b'],
    ['attr system.memory = 2.5', 'c'],
    ['attr system.memory > 2000', 'b'],
    ['attr system.memory >= 2000', 'a b'],
    ['attr system.memory le 2000', 'a c'],
    ['attr system.memory >= m', 'd'],
    ['attr system.memory exists', 'd a b c'],
    ['attr system exists', 'd a b c'],
    ['attr tag = red', 'a'],
    ['attr tag:1 = blue', 'a'],
    ['attr tag:0 = blue', ''],
    ['attr tag != red and type = server', 'b c'],
    [`attr tag = 'it\\'s "odd"%_*'`, 'c'],
    ['attr tag contains "%_*"', 'c'],
    ['attr tag contains "%"', 'c'],
    ['attr boss = a', 'c'],
    ['attr boss startswith a', 'c'],
    ['attr live = true', 'c'],
    ['attr seen > 2026-10-31', 'c'],
    ['attr seen < 2026-11-01T12:00:00Z', ''],
    ['attr big = 1152921504606846976', 'c'],
    ['attr big > 1152921504606846975', 'c'],
    ['attr empty exists', ''],
    ['attr owner = ops', 'production'],
    ['attr system.memory startswith 2', 'a c'],
    ['attr system.memory contains 00', 'a'],
    // addresses
    ['ip in_cidr 10.0.0.0/24', 'a'],
    ['attr ip in_cidr 10.0.0.7/32', 'a'],
    ['attr ip.ipstring in_cidr 2001:db8::/32', 'b'],
    ['attr gateway in_cidr 10.0.0.0/8', 'c'],
    ['attr gateway in_cidr 11.0.0.0/8', ''],
    ['attr tag in_cidr 10.0.0.0/8', ''],
    ['attr ip in_cidr 10.0.0.0/24 and ip = 10.0.0.7', 'a'],
    // properties of drivers, with defaults
    ['model = X1', 'a'],
    ['model exists', 'a b'],
    ['model != X1 and type = server', 'b c'],
    ['maxu = 20', 'r1'],
    ['maxu > 20', 'r2'],
    ['maxu exists', 'r1 r2'],
    // hostnames
    ['hostname = B-host', 'b'],
    ['hostname = b', ''],
    ['hostname = a', 'a'],
    ['hostname = d', ''],
    // how words bind
    ['name = a or name = b and type = pool', 'a'],
    ['(name = a or name = b) and type = pool', ''],
    ['not name = a and type = server', 'b c'],
    ['~(name = a | name = b) & type = server', 'c'],
    ['type = server - name = a - name = b', 'c'],
    ['type = server - (name = a - name = a)', 'a b c'],
    ['not not name = a', 'a'],
  ] as [string, string][])('%s', async (query, expected) => {
    expect(await find(query)).toBe(expected);
  });

  test.each([
    ['attr owner = ops', 'web production a b'],
    ['attr owner = ops and attr system.memory > 3000', 'b'],
    ['attr owner != ops and type = server', 'c'],
  ])('with the attributes of containers: %s', async (query, expected) => {
    const names = (await find(query, { merge: true })).split(' ').sort();
    expect(names).toEqual(expected.split(' ').sort());
  });

  test('asks about the past as about the present', async () => {
    const { clusto } = inventory;
    const before = await clusto.version();
    const thing = await clusto.create(Driver, 'passing');
    await thing.addAttr({ key: 'colour', value: 'green' });
    const after = await clusto.version();
    await thing.delete();
    const term = planQuery('attr colour = green or name = passing', clusto.registry);
    const at = async (version: number) => (await clusto.at(version).reader.matching(term, 'clustometa')).length;
    expect([await at(before), await at(after), await at(after + 1)]).toEqual([0, 1, 0]);
  });

  test('a beginning goes as far as the last character that there is', async () => {
    const { clusto } = inventory;
    const names = ['p\uD7FFx', 'p\uE000', 'q\u{10FFFF}z', 'r'];
    const things = await clusto.transaction(() => Promise.all(names.map((name) => clusto.create(Driver, name))));
    expect(await find('name startswith "p\uD7FF"')).toBe('p\uD7FFx');
    expect(await find('name startswith "q\u{10FFFF}"')).toBe('q\u{10FFFF}z');
    expect(await find('name startswith "\u{10FFFF}"')).toBe('');
    await clusto.transaction(async () => {
      for (const thing of things) await thing.delete();
    });
  });

  test('answers any text with entities or QUERY_INVALID', { timeout: 60_000 }, async () => {
    const piece = fc.oneof(
      fc.constantFrom('name', 'attr', 'system.memory', 'pool', 'model', '=', '!=', '<', 'contains', 'startswith'),
      fc.constantFrom(
        'in_cidr',
        'exists',
        'and',
        'or',
        'not',
        '(',
        ')',
        '-',
        '"',
        "'",
        '10.0.0.0/8',
        '4K',
        '-5',
        '9e999',
      ),
      fc.constantFrom('toString', '__proto__', 'constructor', '99999999999999999999', '2026-11-01', ':', 'a:b'),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, merge) => {
        try {
          await find(pieces.join(' '), { merge });
        } catch (error) {
          if (!(error instanceof ClustoException) || error.code !== 'QUERY_INVALID') throw error;
        }
      }),
      { numRuns: 400 },
    );
  });

  test('takes as many conditions as it allows', async () => {
    const conditions = Array.from({ length: 200 }, (_, index) => `attr tag = ${index}x`);
    expect(await find([...conditions.slice(1), 'name = a'].join(' or '))).toBe('a');
    expect(await find(`${'not '.repeat(100)}name = a`)).toBe('a');
  });
});
