import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { openStandInSite, type StandInSite } from '../../../../../tests/support/stand-in-inventory.ts';
import { compareMachines } from './compare-machines.ts';
import { createMachine } from './create-machine.ts';
import { listMachines } from './list-machines.ts';
import { planMachine } from './machine-plan.ts';
import { machineStates } from './machine-states.ts';

describe.each(databases)('listing machines on $name', (kind) => {
  let site: StandInSite;

  beforeAll(async () => {
    site = await openStandInSite(kind);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const add = async (count: number): Promise<void> => {
    const plan = await planMachine(site.clusto, { placement: 'spread' });
    for (let made = 0; made < count; made += 1) await createMachine(site.clusto, plan);
  };

  test('takes as many statements for many machines as for few', async () => {
    const { clusto } = site;
    expect(await listMachines(clusto)).toEqual([]);
    await add(2);
    const count = async (): Promise<number[]> => [
      await countStatements(() => listMachines(clusto)),
      await countStatements(() => machineStates(clusto)),
      await countStatements(() => compareMachines(clusto)),
    ];
    const few = await count();
    expect(few[0]).toBe(2);
    await add(6);
    expect(await count()).toEqual(few);
    const listed = await listMachines(clusto);
    expect(listed).toHaveLength(8);
    expect(listed[0]).toEqual({
      name: 'v1000',
      manager: 'vms',
      host: 'h1',
      hostAddress: '10.0.0.250',
      address: '10.0.0.1',
    });
    expect((await machineStates(clusto)).states.get('v1003')).toBe('stopped');
  });

  test('only those of a manager, and only of one', async () => {
    expect(await listMachines(site.clusto, 'vms')).toHaveLength(8);
    expect(await refusal(listMachines(site.clusto, 'vmnames'))).toBe('ENTITY_WRONG_DRIVER');
  });
});
