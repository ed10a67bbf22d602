import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { openStandInSite, type StandInSite } from '../../../../../tests/support/stand-in-inventory.ts';
import { createMachine } from './create-machine.ts';
import { deleteMachine } from './delete-machine.ts';
import { asMachine, findMachine, type Machine } from './find-machine.ts';
import { planMachine } from './machine-plan.ts';
import { repairMachine, unfinishedMachines } from './repair-machine.ts';

describe.each(databases)('deleting machines on $name', (kind) => {
  let site: StandInSite;
  let machine: Machine;

  beforeEach(async () => {
    site = await openStandInSite(kind);
    machine = await createMachine(site.clusto, await planMachine(site.clusto, {}));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await site[Symbol.asyncDispose]();
  });

  const fault = (text: string): void => void vi.stubEnv('STANDIN_FAULT', text);
  const isGone = async (): Promise<boolean> => (await site.clusto.getByNames(['v1000']))[0] === null;
  const roomOf = async (): Promise<boolean> =>
    (await (await site.clusto.getByName('h1')).references({ key: 'vmmanager' })).length === 0;

  test('removes it outside, then entity, address and place', async () => {
    await deleteMachine(site.clusto, machine, { message: 'sold' });
    expect({ outside: site.outside(), isGone: await isGone(), isFree: await roomOf() }).toEqual({
      outside: [],
      isGone: true,
      isFree: true,
    });
    expect(await site.clusto.getByIp('10.0.0.1')).toEqual([]);
    expect((await site.clusto.versions({ limit: 1 }))[0]).toMatchObject({ message: 'sold' });
  });

  test('one that is absent on its host, or has none, is no error', async () => {
    await site.hypervisor('h1').undefine('x', 'v1000');
    await deleteMachine(site.clusto, machine);
    const unplaced = asMachine(await site.clusto.create(site.clusto.driverClass('standinmachine'), 'loose'));
    await deleteMachine(site.clusto, unplaced);
    expect(await refusal(findMachine(site.clusto, 'loose'))).toBe('ENTITY_NOT_FOUND');
    expect(site.outside()).toEqual([]);
  });

  test.each(['before-undefine', 'after-undefine', 'before-remove-root', 'after-remove-swap', 'removed'])(
    'fails at %s: the same again, or a repair, finishes it',
    async (point) => {
      fault(`fail:${point}`);
      expect(await refusal(deleteMachine(site.clusto, machine))).toBe('PROGRAM_TIMEOUT');
      expect(await isGone()).toBe(false);
      vi.unstubAllEnvs();
      if (point !== 'removed') {
        const [unfinished] = await unfinishedMachines(site.clusto);
        expect(unfinished).toMatchObject({ operation: 'delete' });
      }
      if (point === 'after-undefine' || point === 'removed') await deleteMachine(site.clusto, machine);
      else expect(await repairMachine(site.clusto, machine)).toBe('the deletion is finished');
      expect({ outside: site.outside(), isGone: await isGone() }).toEqual({ outside: [], isGone: true });
    },
  );

  test('a repair without anything unfinished does nothing', async () => {
    expect(await repairMachine(site.clusto, machine)).toBeUndefined();
    expect(site.outside()).toEqual(['h1/v1000', 'h1/v1000-root', 'h1/v1000-swap']);
  });
});
