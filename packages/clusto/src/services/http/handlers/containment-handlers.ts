import { type containment } from '../../../api/containment.ts';
import { entityTree } from '../../../operations/entity-tree.ts';
import { findDevice } from '../../../operations/find-device.ts';
import { listPool } from '../../../operations/list-pool.ts';
import { describeRack, findRack } from '../../../operations/racks/describe-rack.ts';
import { mountDevice } from '../../../operations/racks/mount-device.ts';
import { removeMembers } from '../../../operations/remove-members.ts';
import { type HandlersOf } from '../handler.ts';
import { shownEntities } from './entity-handlers.ts';

interface Kinds {
  readonly type?: string;
  readonly driver?: string;
}

const kindsOf = ({ type, driver }: Kinds) => ({
  clustoTypes: type === undefined ? undefined : [type],
  clustoDrivers: driver === undefined ? undefined : [driver],
});

export const containmentHandlers: HandlersOf<typeof containment> = {
  listContents: async ({ inventory, version, params, query }) => {
    const thing = await inventory.getByName(params.entity);
    const things = await thing.contents({ searchChildren: query.recursive, ...kindsOf(query) });
    return { body: { items: await shownEntities(inventory, things, query), version } };
  },
  listParents: async ({ inventory, version, params, query }) => {
    const thing = await inventory.getByName(params.entity);
    const things = await thing.parents({ searchParents: query.recursive, ...kindsOf(query) });
    return { body: { items: await shownEntities(inventory, things, query), version } };
  },
  listSiblings: async ({ inventory, version, params, query }) => {
    const thing = await inventory.getByName(params.entity);
    const things = await thing.siblings({ additionalPools: query.pools, ...kindsOf(query) });
    return { body: { items: await shownEntities(inventory, things, query), version } };
  },
  getTree: async ({ inventory, params, query: { parents } }) => ({
    body: await entityTree(await inventory.getByName(params.entity), { parents }),
  }),
  insertMember: async ({ inventory, params }) => {
    const container = await inventory.getByName(params.entity);
    await container.insert(await inventory.getByName(params.member));
    return {};
  },
  removeMember: async ({ inventory, params }) => {
    await removeMembers(inventory, await inventory.getByName(params.entity), [
      await inventory.getByName(params.member),
    ]);
    return {};
  },
  mountDevice: async ({ inventory, params: { rack, device }, body }) => ({
    body: { units: await mountDevice(inventory, { rack, device: await findDevice(inventory, device), ...body }) },
  }),
  getRack: async ({ inventory, params }) => ({ body: await describeRack(await findRack(inventory, params.rack)) }),
  listPoolMembers: async ({ inventory, version, query: { pools, recursive, type } }) => ({
    body: { items: await listPool(inventory, pools, { recursive, type }), version },
  }),
};
