import type { Ec2PriceParams } from '../ec2-prices.ts';
import type { ListEc2Options } from '../list-ec2.ts';
import type { SyncEc2Options } from '../sync-ec2.ts';
import type { Clusto } from '../clusto.ts';
import type { Reach } from './reach.ts';
import { asks, reaches } from './verb.ts';

type Regions = readonly string[] | undefined;

const managerOf = async (clusto: Clusto, name: string | undefined) =>
  (await import('../operated-ec2-manager.ts')).operatedEc2Manager(clusto, name);

/** EC2 as a whole, with the keys of the inventory. */
export const ec2Verbs = {
  ec2Spendings: asks(async (clusto, manager: string | undefined) =>
    (await import('../ec2-spending.ts')).ec2Spendings(clusto, manager),
  ),
  ec2Prices: asks(async (clusto, params: Ec2PriceParams) =>
    (await import('../ec2-prices.ts')).ec2Prices(clusto, params),
  ),
  refreshPrices: reaches(async (clusto, { signal }: Reach, name: string | undefined, params: Ec2PriceParams) => {
    const [{ refreshPrices }, { pricesOf }] = await Promise.all([
      import('../refresh-prices.ts'),
      import('../ec2-prices.ts'),
    ]);
    const table = await refreshPrices(await managerOf(clusto, name), { regions: params.regions, signal });
    return pricesOf(table, params);
  }),
  listEc2: reaches(async (clusto, { signal }: Reach, name: string | undefined, options: ListEc2Options) =>
    (await import('../list-ec2.ts')).listEc2(clusto, await managerOf(clusto, name), { ...options, signal }),
  ),
  syncEc2: reaches(async (clusto, { signal }: Reach, name: string | undefined, options: SyncEc2Options) =>
    (await import('../sync-ec2.ts')).syncEc2(clusto, await managerOf(clusto, name), { ...options, signal }),
  ),
  createRegions: reaches(async (clusto, { signal }: Reach, name: string | undefined, regions: Regions) =>
    (await import('../create-regions.ts')).createRegions(clusto, await managerOf(clusto, name), { regions, signal }),
  ),
  ec2Console: reaches(async (clusto, { signal }: Reach, name: string) =>
    (await import('../ec2-console.ts')).ec2Console(clusto, name, { signal }),
  ),
};
