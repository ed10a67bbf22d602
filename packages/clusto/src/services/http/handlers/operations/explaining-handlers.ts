import { type explaining } from '../../../../api/operations/explaining.ts';
import { explainDhcp } from '../../../../operations/dhcp/explain-dhcp.ts';
import { type HandlersOf } from '../../handler.ts';

export const explainingHandlers: HandlersOf<typeof explaining> = {
  explainDhcp: async ({ inventory, version, body: { client, ...params } }) => ({
    body: { items: await explainDhcp(inventory, client, params), version },
  }),
};
