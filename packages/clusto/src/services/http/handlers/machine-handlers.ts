import { type machines } from '../../../api/machines.ts';
import { describeMachine } from '../../../operations/vm/describe-machine.ts';
import { findMachine } from '../../../operations/vm/find-machine.ts';
import { listCapacity } from '../../../operations/vm/list-capacity.ts';
import { listMachines } from '../../../operations/vm/list-machines.ts';
import { type HandlersOf } from '../handler.ts';

export const machineHandlers: HandlersOf<typeof machines> = {
  listMachines: async ({ inventory, version, query: { manager } }) => ({
    body: { items: await listMachines(inventory, manager), version },
  }),
  getMachine: async ({ inventory, params }) => ({
    body: await describeMachine(await findMachine(inventory, params.machine)),
  }),
  getCapacity: async ({ inventory, version, query: { manager } }) => ({
    body: { items: await listCapacity(inventory, manager), version },
  }),
};
