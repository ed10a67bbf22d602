import { beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { createHost, createMachine, vmDrivers } from '../../../../../tests/support/vm-hosts.ts';
import { Pool } from '../pools/pool.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { rackRule, type RackOptions } from './rack-rule.ts';
import { VMManager } from './vm-manager.ts';

describe.each(databases)('the rack of a host on $name', (kind) => {
  const inventory = shareInventory(kind, [...vmDrivers, Pool]);
  let manager: VMManager;

  /** a1 and a2 in rack a, b1 in a chassis in rack b, loose in no rack; v is on a2, w nowhere. */
  beforeAll(async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      manager = await clusto.create(VMManager, 'vms');
      const [a, b] = [await clusto.create(BasicRack, 'a'), await clusto.create(BasicRack, 'b')];
      const hall = await clusto.create(Pool, 'hall');
      for (const rack of [a, b]) await hall.insert(rack);
      for (const name of ['a1', 'a2', 'b1', 'loose']) await manager.insert(await createHost(clusto, name));
      await a.insert(await clusto.getByName('a1'), 1);
      await a.insert(await clusto.getByName('a2'), 2);
      await b.insert(await createHost(clusto, 'chassis'), 1);
      const pool = await clusto.create(Pool, 'blades');
      await b.insert(await createHost(clusto, 'unrelated'), 2);
      await pool.insert(await clusto.getByName('b1'));
      await b.insert(await clusto.getByName('b1'), 3);
      await manager.allocate(await createMachine(clusto, 'v'), 'a2');
      await createMachine(clusto, 'w');
    });
  });

  const allowed = async (options: RackOptions): Promise<string[]> => {
    const rule = await rackRule(manager, options);
    return (await manager.contents()).filter(rule).map(({ name }) => name);
  };

  test.each<[string, RackOptions, string[]]>([
    ['anywhere', {}, ['a1', 'a2', 'b1', 'loose']],
    ['in the rack of a host', { sameRack: 'a1' }, ['a1', 'a2']],
    ['in the rack where a machine has its host', { sameRack: 'v' }, ['a1', 'a2']],
    ['in a rack that is named', { sameRack: 'b' }, ['b1']],
    ['in another rack than a host', { otherRack: ['a1'] }, ['b1']],
    ['in another rack than a machine has its host in', { otherRack: ['v'] }, ['b1']],
    ['in another rack than any of several', { otherRack: ['v', 'b'] }, []],
    ['in one rack and not in another', { sameRack: 'a', otherRack: ['b1'] }, ['a1', 'a2']],
    ['in one rack and not in it', { sameRack: 'a', otherRack: ['a'] }, []],
  ])('is %s', async (_, options, names) => {
    expect(await allowed(options)).toEqual(names);
  });

  test('is told by the things themselves as well', async () => {
    const { clusto } = inventory;
    expect(await allowed({ sameRack: await clusto.getByName('v') })).toEqual(['a1', 'a2']);
    expect(await allowed({ otherRack: [await clusto.getByName('a')] })).toEqual(['b1']);
  });

  test('has to be known', async () => {
    for (const options of [{ sameRack: 'loose' }, { otherRack: ['w'] }, { sameRack: 'hall' }])
      expect(await refusal(rackRule(manager, options))).toBe('VM_RACK_UNKNOWN');
    expect(await refusal(rackRule(manager, { sameRack: 'nothing' }))).toBe('ENTITY_NOT_FOUND');
  });

  test('counts when a machine is placed or moved', async () => {
    const { clusto } = inventory;
    const w = await clusto.getByName('w');
    const undone = new Error('undone');
    const trial = clusto.transaction(async () => {
      expect((await manager.allocate(w, undefined, { otherRack: ['v'] })).value).toMatchObject({ name: 'b1' });
      expect(await manager.move(w, undefined, { sameRack: 'v' })).toMatchObject({ name: 'a1' });
      await expect(manager.move(w, undefined, { sameRack: 'b', otherRack: ['b1'] })).rejects.toMatchObject({
        detail: { reasons: ['3 hosts not in a rack that is asked for'] },
      });
      throw undone;
    });
    await expect(trial).rejects.toBe(undone);
  });
});
