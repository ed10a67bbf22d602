import { type machines } from '../../../api/machines.ts';
import { describeMachine } from '../../../operations/vm/describe-machine.ts';
import { findMachine } from '../../../operations/vm/find-machine.ts';
import { listMachines } from '../../../operations/vm/list-machines.ts';
import { machineManagers } from '../../../operations/vm/machine-managers.ts';
import { type HandlersOf } from '../handler.ts';

export const machineHandlers: HandlersOf<typeof machines> = {
  listMachines: async ({ inventory, version, query: { manager } }) => ({
    body: { items: await listMachines(inventory, manager), version },
  }),
  getMachine: async ({ inventory, params }) => ({
    body: await describeMachine(await findMachine(inventory, params.machine)),
  }),
  getCapacity: async ({ inventory, version, query: { manager } }) => {
    const managers = await machineManagers(inventory, manager);
    const items = await Promise.all(
      managers.map(async (one) => {
        const { hosts, total } = await one.capacity();
        return { manager: one.name, hosts: hosts.map((host) => ({ ...host, host: host.host.name })), total };
      }),
    );
    return { body: { items, version } };
  },
};
