import { type discovering } from '../../../../api/operations/discovering.ts';
import { discoverHosts } from '../../../../operations/discovery/discover-hosts.ts';
import { type HandlersOf, type Thing } from '../../handler.ts';
import { type Chosen, chosenThings } from './chosen-things.ts';
import { type Clusto } from '../../../../operations/clusto.ts';

/** The entities that are meant; none where only addresses are. */
async function things(inventory: Clusto, { names, query }: Chosen, addresses?: readonly string[]): Promise<Thing[]> {
  if (names === undefined && query === undefined && addresses !== undefined) return [];
  return chosenThings(inventory, { ...(names && { names }), ...(query !== undefined && { query }) });
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;

export const discoveringHandlers: HandlersOf<typeof discovering> = {
  discoverHosts: async ({ inventory, body, message, signal }) => {
    const { addresses: words, timeout, ...params } = body;
    const meant = { ...params, words, things: await things(inventory, body, words), timeout: milliseconds(timeout) };
    return { body: { items: await discoverHosts(inventory, { ...meant, message }, { signal }) } };
  },
  updateInfo: async ({ inventory, body, message, signal }) => {
    const { timeout, ...params } = body;
    const meant = { ...params, things: await things(inventory, body), timeout: milliseconds(timeout) };
    return { body: { items: await discoverHosts(inventory, { ...meant, write: true, message }, { signal }) } };
  },
};
