import { failure } from '../base/errors.ts';
import { ec2Configuration } from '../drivers/machines/ec2/ec2-configuration.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { describeRegions } from '../providers/ec2/describe-instances.ts';
import { fetchPrices } from '../providers/ec2/fetch-prices.ts';
import { type PriceTable, writePriceTable } from '../providers/ec2/price-table.ts';
import { checkRegions } from './check-regions.ts';

/**
 * Fetches the prices of today with the keys of a manager, and keeps them where the configuration says.
 * @param regions default: all that the account may use
 * @throws CONFIG_INVALID without a file to keep them in, and as `Ec2Account.call`
 */
export async function refreshPrices(
  manager: EC2VMManager,
  {
    regions,
    signal,
  }: { readonly regions?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<PriceTable> {
  checkRegions(regions);
  const { priceFile, home = 'us-east-1' } = ec2Configuration(manager.inventory);
  if (priceFile === undefined) throw failure('CONFIG_INVALID', { file: '[ec2]', reason: 'priceFile is not set' });
  const account = await manager.account();
  const names = regions ?? (await describeRegions(account, home, signal));
  const { clock } = manager.inventory;
  const table = await fetchPrices(account.settings, account.keys, names, { now: clock.now(), signal });
  await writePriceTable(priceFile, table);
  return table;
}
