import { ec2Configuration } from '../drivers/machines/ec2/ec2-configuration.ts';
import { type PriceTable, readPriceTable } from '../providers/ec2/price-table.ts';
import { type Clusto } from './clusto.ts';

/** What an instance costs, in US dollars per hour. */
export interface Ec2Price {
  readonly region: string;
  readonly type: string;
  readonly price: number;
}

/** Prices, and of which day they are. */
export interface Ec2Prices {
  readonly date: string;
  readonly source: string;
  readonly prices: readonly Ec2Price[];
}

/** Which prices are meant; left out, all. */
export interface Ec2PriceParams {
  readonly regions?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
}

/** Those of a table that are meant, by region and type. */
export function pricesOf({ date, source, prices }: PriceTable, { regions, types }: Ec2PriceParams): Ec2Prices {
  const rows = Object.entries(prices)
    .filter(([region]) => regions?.includes(region) ?? true)
    .flatMap(([region, of]) => Object.entries(of).map(([type, price]) => ({ region, type, price })))
    .filter(({ type }) => types?.includes(type) ?? true);
  return { date, source, prices: rows };
}

/** The prices that were fetched last, or that clusto brings along. @throws EC2_PRICES_INVALID */
export async function ec2Prices(inventory: Clusto, params: Ec2PriceParams = {}): Promise<Ec2Prices> {
  return pricesOf(await readPriceTable(ec2Configuration(inventory).priceFile), params);
}
