import { type changes } from '../../../api/changes.ts';
import { pageChanges } from '../../../operations/feed/page-changes.ts';
import { type HandlersOf } from '../handler.ts';

export const changeHandlers: HandlersOf<typeof changes> = {
  listChanges: async ({ inventory, version, query: { since, query, merge, limit = 100 } }) => ({
    body: { ...(await pageChanges(inventory, { since, query, merge, limit })), version },
  }),
};
