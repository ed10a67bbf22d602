import { type clouding } from '../../../../api/operations/clouding.ts';
import { ClustoException, show } from '../../../../base/errors.ts';
import { createRegions } from '../../../../operations/create-regions.ts';
import { ec2Console } from '../../../../operations/ec2-console.ts';
import { ec2Prices, pricesOf } from '../../../../operations/ec2-prices.ts';
import { ec2Spendings } from '../../../../operations/ec2-spending.ts';
import { type Ec2Listing, listEc2 } from '../../../../operations/list-ec2.ts';
import { operatedEc2Manager } from '../../../../operations/operated-ec2-manager.ts';
import { refreshPrices } from '../../../../operations/refresh-prices.ts';
import { syncEc2 } from '../../../../operations/sync-ec2.ts';
import { type HandlersOf } from '../../handler.ts';

/** Of regions that could not be listed, why. */
const failedRegions = (failed: Ec2Listing['failed']) =>
  failed.map(({ region, error }) => ({
    region,
    code: error instanceof ClustoException ? error.code : 'UNEXPECTED',
    detail: error instanceof Error ? error.message : show(error),
  }));

export const cloudingHandlers: HandlersOf<typeof clouding> = {
  listEc2: async ({ inventory, body: { manager, ...asked }, signal }) => {
    const own = await operatedEc2Manager(inventory, manager);
    const { instances, failed } = await listEc2(inventory, own, { ...asked, signal });
    return { body: { items: instances, failed: failedRegions(failed) } };
  },
  getEc2Budget: async ({ inventory, version, body: { manager } }) => ({
    body: { items: await ec2Spendings(inventory, manager), version },
  }),
  getEc2Prices: async ({ inventory, body }) => ({ body: await ec2Prices(inventory, body) }),
  refreshEc2Prices: async ({ inventory, body: { manager, ...params }, signal }) => {
    const { regions } = params;
    const table = await refreshPrices(await operatedEc2Manager(inventory, manager), { regions, signal });
    return { body: pricesOf(table, params) };
  },
  syncEc2: async ({ inventory, body: { manager, ...asked }, signal }) => {
    const { drift, failed } = await syncEc2(inventory, await operatedEc2Manager(inventory, manager), {
      ...asked,
      signal,
    });
    return { body: { items: drift, failed: failedRegions(failed) } };
  },
  createEc2Regions: async ({ inventory, body: { manager, regions }, signal }) => ({
    body: { items: await createRegions(inventory, await operatedEc2Manager(inventory, manager), { regions, signal }) },
  }),
  readEc2Console: async ({ inventory, body: { name }, signal }) => ({
    body: { text: await ec2Console(inventory, name, { signal }) },
  }),
};
