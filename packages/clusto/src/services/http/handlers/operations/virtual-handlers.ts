import { type virtual } from '../../../../api/operations/virtual.ts';
import { changeHosts, type HostVerb } from '../../../../operations/vm/change-hosts.ts';
import { createMachine } from '../../../../operations/vm/create-machine.ts';
import { deleteMachine } from '../../../../operations/vm/delete-machine.ts';
import { describeMachine } from '../../../../operations/vm/describe-machine.ts';
import { asMachine, type Machine } from '../../../../operations/vm/find-machine.ts';
import { planMachines } from '../../../../operations/vm/plan-machines.ts';
import { planMachine } from '../../../../operations/vm/machine-plan.ts';
import { migrateMachine } from '../../../../operations/vm/migrate-machine.ts';
import { repairMachine } from '../../../../operations/vm/repair-machine.ts';
import { type Call, type HandlersOf } from '../../handler.ts';
import { type Chosen, chosenThings, operatedThings } from './chosen-things.ts';
import { type OutcomesAnswer, outcomesAnswer, outcomesOf } from './outcomes.ts';

/** Does something with the machines that a body means, all of which are known before the first is touched. */
async function each(
  { inventory, body, signal }: Pick<Call, 'inventory' | 'signal'> & { readonly body: Chosen },
  work: (machine: Machine) => Promise<unknown>,
): Promise<OutcomesAnswer> {
  const { names, query } = body;
  const things = await operatedThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
  return outcomesAnswer(await outcomesOf(things.map(asMachine), work, signal));
}

/** Does something with the hosts that a body means, in their managers. */
const hosts =
  (verb: HostVerb) =>
  async ({ inventory, body }: Pick<Call, 'inventory'> & { readonly body: Chosen }) => ({
    body: { items: await changeHosts(inventory, verb, await chosenThings(inventory, body)) },
  });

export const virtualHandlers: HandlersOf<typeof virtual> = {
  createMachine: async ({ inventory, body: { start, keep, ...params }, message, signal }) => {
    const machine = await createMachine(inventory, await planMachine(inventory, params), {
      start,
      keep,
      message,
      signal,
    });
    return { body: await describeMachine(machine) };
  },
  planMachines: async ({ inventory, body: { count = 1, ...params } }) => ({
    body: { items: await planMachines(inventory, params, count) },
  }),
  deleteMachines: (call) =>
    each(call, (machine) => deleteMachine(call.inventory, machine, { message: call.message, signal: call.signal })),
  startMachines: (call) => each(call, (machine) => machine.vmStart({ signal: call.signal })),
  stopMachines: (call) =>
    each(call, (machine) => {
      const { force, grace } = call.body;
      return machine.vmStop({ force, grace: grace === undefined ? undefined : grace * 1000, signal: call.signal });
    }),
  rebootMachines: (call) => each(call, (machine) => machine.vmReboot({ signal: call.signal })),
  destroyMachines: (call) => each(call, (machine) => machine.vmDestroy({ signal: call.signal })),
  migrateMachines: (call) =>
    each(call, (machine) => {
      const { host, force, copyStorage } = call.body;
      return migrateMachine(machine, host, { force, copyStorage, signal: call.signal });
    }),
  repairMachines: (call) =>
    each(call, (machine) => repairMachine(call.inventory, machine, { undo: call.body.undo, signal: call.signal })),
  reserveHosts: hosts('reserve'),
  unreserveHosts: hosts('unreserve'),
  drainHosts: async ({ inventory, body }) => {
    const drained = await changeHosts(inventory, 'drain', await chosenThings(inventory, body));
    return { body: { items: drained.map(({ host, machines = [] }) => ({ host, machines })) } };
  },
  askMachines: (call) => each(call, (machine) => machine.vmStatus({ signal: call.signal })),
};
