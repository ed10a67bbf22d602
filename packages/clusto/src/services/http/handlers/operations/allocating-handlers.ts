import { type allocating } from '../../../../api/operations/allocating.ts';
import { allocateAddress } from '../../../../operations/addresses/allocate-address.ts';
import { releaseAddresses } from '../../../../operations/addresses/release-addresses.ts';
import { confirmHold } from '../../../../operations/allocate/confirm-hold.ts';
import { endHold } from '../../../../operations/allocate/end-hold.ts';
import { findDevice } from '../../../../operations/find-device.ts';
import { allocateResources } from '../../../../operations/resources/allocate-resources.ts';
import { createNamed } from '../../../../operations/resources/create-named.ts';
import { releaseResources } from '../../../../operations/resources/release-resources.ts';
import { type Answer, type HandlersOf } from '../../handler.ts';
import { chosenThings } from './chosen-things.ts';

const listed = <Item>(items: readonly Item[]): Answer<{ readonly items: readonly Item[] }> => ({ body: { items } });

export const allocatingHandlers: HandlersOf<typeof allocating> = {
  allocate: async ({ inventory, body }) => ({ body: await inventory.allocate(body) }),
  confirmHold: async ({ inventory, body }) => ({ body: await confirmHold(inventory, body.key) }),
  endHold: async ({ inventory, body: { key, quarantine } }) => listed(await endHold(inventory, key, { quarantine })),
  deallocate: async ({ inventory, body: { quarantine, ...chosen } }) =>
    listed(await inventory.deallocate(await chosenThings(inventory, chosen), { quarantine })),
  allocateAddress: async ({ inventory, body: { entity: term, ...rest } }) => ({
    body: { ip: await allocateAddress(inventory, { term, ...rest }) },
  }),
  releaseAddresses: async ({ inventory, body: { entity, ips, quarantine } }) => ({
    body: { ips: await releaseAddresses(inventory, await findDevice(inventory, entity), ips, { quarantine }) },
  }),
  allocateResources: async ({ inventory, body: { names, query, ...rest } }) => {
    const terms = await chosenThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
    return listed(await allocateResources(inventory, { ...rest, terms }));
  },
  releaseResources: async ({ inventory, body: { names, query, ...rest } }) => {
    const terms = await chosenThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
    return listed(await releaseResources(inventory, { ...rest, terms }));
  },
  createNamed: async ({ inventory, body }) => listed(await createNamed(inventory, body)),
};
