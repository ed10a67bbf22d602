import type { HostRoom, TotalCapacity } from '../../drivers/machines/host-capacity.ts';
import type { Clusto } from '../clusto.ts';
import { machineManagers } from './machine-managers.ts';

/** What the hosts of a manager have, and how much of it is given to machines. */
export interface ManagerCapacity {
  readonly manager: string;
  readonly hosts: readonly (HostRoom & { readonly host: string })[];
  readonly total: TotalCapacity;
}

/** The hosts of one manager, or of all, by name. @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER */
export async function listCapacity(inventory: Clusto, manager?: string): Promise<ManagerCapacity[]> {
  const managers = await machineManagers(inventory, manager);
  return Promise.all(
    managers.map(async (one) => {
      const { hosts, total } = await one.capacity();
      return { manager: one.name, hosts: hosts.map((each) => ({ ...each, host: each.host.name })), total };
    }),
  );
}
