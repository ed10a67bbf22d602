import { type virtual } from '../../../../api/operations/virtual.ts';
import { createMachine } from '../../../../operations/vm/create-machine.ts';
import { deleteMachine } from '../../../../operations/vm/delete-machine.ts';
import { describeMachine } from '../../../../operations/vm/describe-machine.ts';
import { asMachine, type Machine } from '../../../../operations/vm/find-machine.ts';
import { managerOfHost } from '../../../../operations/vm/manager-of-host.ts';
import { planMachine } from '../../../../operations/vm/machine-plan.ts';
import { migrateMachine } from '../../../../operations/vm/migrate-machine.ts';
import { repairMachine } from '../../../../operations/vm/repair-machine.ts';
import { type Answer, type Call, type HandlersOf, type Thing } from '../../handler.ts';
import { type Chosen, chosenThings, operatedThings } from './chosen-things.ts';
import { outcomesAnswer, outcomesOf } from './outcomes.ts';

/** Does something with the machines that a body means, all of which are known before the first is touched. */
async function each(
  { inventory, body, signal }: Pick<Call, 'inventory' | 'signal'> & { readonly body: Chosen },
  work: (machine: Machine) => Promise<unknown>,
): Promise<Answer> {
  const { names, query } = body;
  const things = await operatedThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
  return outcomesAnswer(await outcomesOf(things.map(asMachine), work, signal));
}

type ManagedHost = Awaited<ReturnType<typeof managerOfHost>>;

/** Does something with hosts in their managers, with what is told of each. */
async function eachHost(
  { inventory, body }: Pick<Call, 'inventory'> & { readonly body: Chosen },
  work: (...host: [ManagedHost['manager'], Thing]) => Promise<object | void>,
): Promise<Answer> {
  const items: object[] = [];
  for (const thing of await chosenThings(inventory, body)) {
    const { manager, host } = await managerOfHost(inventory, thing);
    items.push({ host: host.name, ...(await work(manager, host)) });
  }
  return { body: { items } };
}

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
  reserveHosts: (call) => eachHost(call, async (manager, host) => manager.reserve(host)),
  unreserveHosts: (call) => eachHost(call, async (manager, host) => manager.unreserve(host)),
  drainHosts: (call) =>
    eachHost(call, async (manager, host) => ({ machines: (await manager.drain(host)).map(({ name }) => name) })),
  askMachines: (call) => each(call, (machine) => machine.vmStatus({ signal: call.signal })),
};
