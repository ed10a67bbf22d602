import { failure } from '../../base/errors.ts';
import { clientConfig, type Ec2Keys, type Ec2Settings, refuseInsecure } from './ec2-account.ts';
import { ec2Failure } from './ec2-failure.ts';
import type { PriceTable } from './price-table.ts';

/** The price list answers in a few regions only; this one has all prices. */
const region = 'us-east-1';

const wanted = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
} as const;

interface Product {
  readonly product?: { readonly attributes?: { readonly instanceType?: string; readonly regionCode?: string } };
  readonly terms?: {
    readonly OnDemand?: Readonly<
      Record<
        string,
        { readonly priceDimensions?: Readonly<Record<string, { readonly pricePerUnit?: { readonly USD?: string } }>> }
      >
    >;
  };
}

/** Type, region and dollars per hour out of one entry, which is JSON in a text; undefined when it has none. */
function readProduct(text: string): [region: string, type: string, price: number] | undefined {
  const { product, terms } = JSON.parse(text) as Product;
  const { instanceType, regionCode } = product?.attributes ?? {};
  const [term] = Object.values(terms?.OnDemand ?? {});
  const [dimension] = Object.values(term?.priceDimensions ?? {});
  const price = Number(dimension?.pricePerUnit?.USD);
  return instanceType !== undefined && regionCode !== undefined && price > 0
    ? [regionCode, instanceType, price]
    : undefined;
}

/**
 * The prices of today of the AWS Price List API (needs the permission `pricing:GetProducts`), for Linux on demand.
 * @param regions whose prices
 * @throws as `Ec2Account.call`
 */
export async function fetchPrices(
  settings: Ec2Settings,
  keys: Ec2Keys | undefined,
  regions: readonly string[],
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<PriceTable> {
  const prices: Record<string, Record<string, number>> = {};
  try {
    const { PricingClient, paginateGetProducts } = await import('@aws-sdk/client-pricing');
    const client = new PricingClient({ ...clientConfig(settings, keys, settings.pricingEndpoint), region });
    refuseInsecure(client);
    for (const regionCode of regions) {
      const Filters = Object.entries({ ...wanted, regionCode }).map(([Field, Value]) => ({
        Type: 'TERM_MATCH' as const,
        Field,
        Value,
      }));
      for await (const { PriceList = [] } of paginateGetProducts({ client }, { ServiceCode: 'AmazonEC2', Filters })) {
        if (signal?.aborted === true) throw failure('INTERRUPTED', { action: 'reading the price list' });
        for (const text of PriceList) {
          const [where, type, price] = readProduct(text) ?? [];
          if (where !== undefined && type !== undefined && price !== undefined) (prices[where] ??= {})[type] = price;
        }
      }
    }
  } catch (error) {
    throw ec2Failure(error, { action: 'GetProducts', region }, signal);
  }
  return { date: now.toISOString().slice(0, 10), source: 'AWS Price List API', prices };
}
