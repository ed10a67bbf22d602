import type { StopOptions, VirtualMachine } from '../../drivers/machines/virtual-machine.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { HostVerb } from '../vm/change-hosts.ts';
import type { DriftChoice } from '../vm/end-drift.ts';
import type { Machine } from '../vm/find-machine.ts';
import type { MachineParams } from '../vm/machine-plan.ts';
import type { MigrateOptions } from '../vm/migrate-machine.ts';
import type { ObserveParams } from '../vm/observe-hosts.ts';
import type { RecordOptions } from '../vm/record-machine.ts';
import { type Reach, stepsOf } from './reach.ts';
import { acts, asks, changes, reaches } from './verb.ts';

const repairing = () => import('../vm/repair-machine.ts');

/** The machines that are meant. @throws NOT_A_MACHINE, FORBIDDEN unless all of them may be operated */
async function operated(clusto: Clusto, things: readonly Driver[]): Promise<Machine[]> {
  const { asMachine } = await import('../vm/find-machine.ts');
  const { requireRight } = await import('../access/require-right.ts');
  const machines = things.map(asMachine);
  await requireRight(clusto, 'operate', machines);
  return machines;
}

const one = async (clusto: Clusto, thing: Driver): Promise<Machine> => (await operated(clusto, [thing]))[0] as Machine;

/** What a machine does by itself. */
const does = (verb: 'vmStart' | 'vmReboot' | 'vmDestroy') =>
  reaches(async (clusto, reach: Reach, thing: Driver): Promise<void> => {
    const machine: VirtualMachine = await one(clusto, thing);
    await machine[verb](stepsOf(reach, thing.name));
  });

/** Virtual machines, in the inventory and at their hypervisors. */
export const machineVerbs = {
  listMachines: asks(async (clusto, manager: string | undefined) =>
    (await import('../vm/list-machines.ts')).listMachines(clusto, manager),
  ),
  listCapacity: asks(async (clusto, manager: string | undefined) =>
    (await import('../vm/list-capacity.ts')).listCapacity(clusto, manager),
  ),
  describeMachines: asks(async (_, things: readonly Driver[]) => {
    const [{ asMachine }, { describeMachine }] = await Promise.all([
      import('../vm/find-machine.ts'),
      import('../vm/describe-machine.ts'),
    ]);
    return Promise.all(things.map(asMachine).map((machine) => describeMachine(machine)));
  }),
  changeHosts: changes(async (clusto, verb: HostVerb, things: readonly Driver[]) =>
    (await import('../vm/change-hosts.ts')).changeHosts(clusto, verb, things),
  ),
  operatedMachines: asks(
    async (clusto, things: readonly Driver[]): Promise<Driver[]> => operated(clusto, things),
    'operate',
  ),
  machineStates: reaches(
    async (
      clusto,
      { signal }: Reach,
      manager: string | undefined,
      options: { readonly timeout?: number | undefined },
    ) => {
      const [{ placedMachines }, { machineStates }] = await Promise.all([
        import('../vm/list-machines.ts'),
        import('../vm/machine-states.ts'),
      ]);
      if (clusto.holder !== undefined)
        await operated(
          clusto,
          (await placedMachines(clusto, manager)).map(({ machine }) => machine),
        );
      return machineStates(clusto, manager, { ...options, signal });
    },
  ),
  askMachine: reaches(async (clusto, reach: Reach, thing: Driver) =>
    (await one(clusto, thing)).vmStatus(stepsOf(reach, thing.name)),
  ),
  planMachines: acts('operate', async (clusto, params: MachineParams, count: number) =>
    (await import('../vm/plan-machines.ts')).planMachines(clusto, params, count),
  ),
  createMachine: reaches(
    async (
      clusto,
      { signal, onStep }: Reach,
      params: MachineParams,
      options: RecordOptions & { readonly keep?: boolean | undefined },
    ) => {
      const [{ planMachine }, { createMachine }, { describeMachine }] = await Promise.all([
        import('../vm/machine-plan.ts'),
        import('../vm/create-machine.ts'),
        import('../vm/describe-machine.ts'),
      ]);
      const plan = await planMachine(clusto, params);
      return describeMachine(await createMachine(clusto, plan, { ...options, signal, onStep }));
    },
  ),
  startMachine: does('vmStart'),
  rebootMachine: does('vmReboot'),
  destroyMachine: does('vmDestroy'),
  stopMachine: reaches(async (clusto, reach: Reach, thing: Driver, options: Pick<StopOptions, 'force' | 'grace'>) =>
    (await one(clusto, thing)).vmStop({ ...options, ...stepsOf(reach, thing.name) }),
  ),
  deleteMachine: reaches(
    async (clusto, reach: Reach, thing: Driver, options: Pick<RecordOptions, 'by' | 'message'>) => {
      const { deleteMachine } = await import('../vm/delete-machine.ts');
      await deleteMachine(clusto, await one(clusto, thing), { ...options, ...stepsOf(reach, thing.name) });
    },
  ),
  migrateMachine: reaches(
    async (
      clusto,
      reach: Reach,
      thing: Driver,
      host: string | undefined,
      options: Pick<MigrateOptions, 'force' | 'copyStorage'>,
    ) => {
      const { migrateMachine } = await import('../vm/migrate-machine.ts');
      await migrateMachine(await one(clusto, thing), host, { ...options, ...stepsOf(reach, thing.name) });
    },
  ),
  repairMachine: reaches(async (clusto, reach: Reach, thing: Driver, undo: boolean | undefined) =>
    (await repairing()).repairMachine(clusto, await one(clusto, thing), { undo, ...stepsOf(reach, thing.name) }),
  ),
  compareMachines: reaches(
    async (clusto, { signal }: Reach, params: ObserveParams, options: { readonly timeout?: number | undefined }) => {
      const [{ compareMachines }, { asDrift }] = await Promise.all([
        import('../vm/compare-machines.ts'),
        import('../vm/drift.ts'),
      ]);
      const { cases, silent } = await compareMachines(clusto, params, { ...options, signal });
      return { cases: cases.map(asDrift), silent };
    },
  ),
  endDrift: reaches(
    async (
      clusto,
      { signal, onStep }: Reach,
      params: ObserveParams,
      choice: DriftChoice,
      { timeout }: { readonly timeout?: number | undefined },
    ) => (await import('../vm/end-drift.ts')).endDrift(clusto, params, choice, { timeout, signal, onDrift: onStep }),
  ),
  unfinishedMachines: asks(async (clusto) => (await repairing()).unfinishedMachines(clusto)),
  unfinishedOf: asks(async (_, thing: Driver) => {
    const { asMachine } = await import('../vm/find-machine.ts');
    return (await repairing()).unfinishedOf(asMachine(thing));
  }),
};
