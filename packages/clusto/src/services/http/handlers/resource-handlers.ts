import { type resources } from '../../../api/resources.ts';
import { describeAddress } from '../../../operations/addresses/describe-address.ts';
import { listSubnets } from '../../../operations/addresses/list-subnets.ts';
import { nextAddress } from '../../../operations/addresses/next-address.ts';
import { listHolds } from '../../../operations/allocate/list-holds.ts';
import { listDeclined } from '../../../operations/dhcp/list-declined.ts';
import { describeResource } from '../../../operations/resources/describe-resource.ts';
import { listAllocations } from '../../../operations/resources/list-allocations.ts';
import { listManagers } from '../../../operations/resources/list-managers.ts';
import { type HandlersOf } from '../handler.ts';

export const resourceHandlers: HandlersOf<typeof resources> = {
  listSubnets: async ({ inventory, version }) => ({ body: { items: await listSubnets(inventory), version } }),
  getNextAddress: async ({ present, params }) => ({ body: await nextAddress(present, params.subnet) }),
  getAddress: async ({ inventory, params }) => ({ body: await describeAddress(inventory, params.ip) }),
  listManagers: async ({ inventory, version, params }) => ({
    body: { items: await listManagers(inventory, params.kind), version },
  }),
  getResource: async ({ inventory, params: { kind, resource } }) => ({
    body: await describeResource(inventory, kind, resource),
  }),
  listAllocations: async ({ inventory, version, query: { entity, manager, limit = 1000 } }) => ({
    body: { items: await listAllocations(inventory, { entity, manager, limit }), version },
  }),
  listDeclined: async ({ inventory, version }) => ({ body: { items: await listDeclined(inventory), version } }),
  listHolds: async ({ inventory, version }) => ({ body: { items: await listHolds(inventory), version } }),
};
