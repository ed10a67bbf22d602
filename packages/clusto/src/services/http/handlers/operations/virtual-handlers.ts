import { type virtual } from '../../../../api/operations/virtual.ts';
import { createMachine } from '../../../../operations/vm/create-machine.ts';
import { deleteMachine } from '../../../../operations/vm/delete-machine.ts';
import { describeMachine } from '../../../../operations/vm/describe-machine.ts';
import { asMachine, type Machine } from '../../../../operations/vm/find-machine.ts';
import { planMachine } from '../../../../operations/vm/machine-plan.ts';
import { migrateMachine } from '../../../../operations/vm/migrate-machine.ts';
import { repairMachine } from '../../../../operations/vm/repair-machine.ts';
import { type Answer, type Call, type HandlersOf } from '../../handler.ts';
import { type Chosen, operatedThings } from './chosen-things.ts';
import { outcomesAnswer, outcomesOf } from './outcomes.ts';

/** Does something with the machines that a body means, all of which are known before the first is touched. */
async function each(
  { inventory, body }: Pick<Call, 'inventory'> & { readonly body: Chosen },
  work: (machine: Machine) => Promise<unknown>,
): Promise<Answer> {
  const { names, query } = body;
  const things = await operatedThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
  return outcomesAnswer(await outcomesOf(things.map(asMachine), work));
}

export const virtualHandlers: HandlersOf<typeof virtual> = {
  createMachine: async ({ inventory, body: { start, keep, ...params }, message }) => {
    const machine = await createMachine(inventory, await planMachine(inventory, params), { start, keep, message });
    return { body: await describeMachine(machine) };
  },
  deleteMachines: (call) => each(call, (machine) => deleteMachine(call.inventory, machine, { message: call.message })),
  startMachines: (call) => each(call, (machine) => machine.vmStart({})),
  stopMachines: (call) =>
    each(call, (machine) => {
      const { force, grace } = call.body;
      return machine.vmStop({ force, grace: grace === undefined ? undefined : grace * 1000 });
    }),
  rebootMachines: (call) => each(call, (machine) => machine.vmReboot({})),
  destroyMachines: (call) => each(call, (machine) => machine.vmDestroy({})),
  migrateMachines: (call) =>
    each(call, (machine) => {
      const { host, force, copyStorage } = call.body;
      return migrateMachine(machine, host, { force, copyStorage });
    }),
  repairMachines: (call) => each(call, (machine) => repairMachine(call.inventory, machine, { undo: call.body.undo })),
  askMachines: (call) => each(call, (machine) => machine.vmStatus({})),
};
