import { type history } from '../../../api/history.ts';
import { type HandlersOf } from '../handler.ts';

export const historyHandlers: HandlersOf<typeof history> = {
  listVersions: async ({ inventory, version, query: { text: message, limit = 20, at: _at, ...filter } }) => {
    // one more than is shown tells whether more follow
    const found = await inventory.log({ ...filter, message, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { body: { items, next: found.length > limit ? (items.at(-1)?.number ?? null) : null, version } };
  },
  getVersion: async ({ inventory, params }) => ({ body: await inventory.show(params.version) }),
  getDifference: async ({ inventory, query: { from, to, entities, query } }) => ({
    body: await inventory.diff(from, to, { entities, query }),
  }),
  getBlame: async ({ inventory, version, params, query: { merge } }) => ({
    body: { items: await inventory.blame(params.entity, { merge }), version },
  }),
  getHistory: async ({ inventory, params, query: { text: message, at: _at, ...filter } }) => ({
    body: await inventory.history(params.entity, { ...filter, message }),
  }),
};
