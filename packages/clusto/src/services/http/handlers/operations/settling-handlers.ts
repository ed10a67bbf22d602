import { type settling } from '../../../../api/operations/settling.ts';
import { requireRight } from '../../../../operations/access/require-right.ts';
import { clearDeclined } from '../../../../operations/dhcp/clear-declined.ts';
import { acceptDrift } from '../../../../operations/discovery/accept-drift.ts';
import { dismissDrift } from '../../../../operations/discovery/dismiss-drift.ts';
import { findDrift } from '../../../../operations/discovery/find-drift.ts';
import { type HandlersOf } from '../../handler.ts';
import { chosenThings } from './chosen-things.ts';

export const settlingHandlers: HandlersOf<typeof settling> = {
  listDrift: async ({ inventory, version, body: { dismissed, ...chosen } }) => {
    const isAll = chosen.names === undefined && chosen.query === undefined;
    const entities = isAll ? undefined : await chosenThings(inventory, chosen);
    const found = await findDrift(inventory, { entities, dismissed });
    return { body: { items: found.map(({ drift }) => drift), version } };
  },
  acceptDrift: async ({ inventory, body }) => ({
    body: await acceptDrift(inventory, await chosenThings(inventory, body)),
  }),
  dismissDrift: async ({ inventory, body }) => {
    const things = await chosenThings(inventory, body);
    // it is no version, so nobody else asks
    await requireRight(inventory, 'attr', things);
    return { body: { items: await dismissDrift(inventory, things) } };
  },
  clearDeclined: async ({ inventory, body }) => ({ body: await clearDeclined(inventory, body.ips) }),
};
