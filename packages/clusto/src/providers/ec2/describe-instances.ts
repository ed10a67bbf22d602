import type { Ec2Account } from './ec2-account.ts';
import { type Ec2Instance, readInstance } from './ec2-instance.ts';

/** Which instances: by the names of the EC2 API, such as `instance-state-name` or `tag:Name`; `*` stands for anything. */
export type Ec2Filters = Readonly<Record<string, readonly string[]>>;

const pageSize = 1000;

/** The instances of a region, page by page; each page is asked for when the one before has been taken. */
export async function* instancePages(
  account: Ec2Account,
  region: string,
  filters: Ec2Filters = {},
  signal?: AbortSignal,
): AsyncGenerator<Ec2Instance[]> {
  const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values: [...Values] }));
  let token: string | undefined;
  do {
    const page = await account.call(
      'DescribeInstances',
      region,
      ({ client, sdk, options }) =>
        client.send(
          new sdk.DescribeInstancesCommand({
            MaxResults: pageSize,
            ...(Filters.length === 0 ? {} : { Filters }),
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          options,
        ),
      signal,
    );
    token = page.NextToken;
    yield (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.map((one) => readInstance(region, one)));
  } while (token !== undefined && token !== '');
}

/** One instance by its id; undefined when EC2 does not know it (any more). */
export async function describeInstance(
  account: Ec2Account,
  region: string,
  id: string,
  signal?: AbortSignal,
): Promise<Ec2Instance | undefined> {
  // a filter, since asking by id is an error when there is none
  for await (const page of instancePages(account, region, { 'instance-id': [id] }, signal))
    for (const instance of page) return instance;
  return undefined;
}

/** The names of the regions that the account may use. */
export async function describeRegions(account: Ec2Account, from: string, signal?: AbortSignal): Promise<string[]> {
  const { Regions = [] } = await account.call(
    'DescribeRegions',
    from,
    ({ client, sdk, options }) => client.send(new sdk.DescribeRegionsCommand({}), options),
    signal,
  );
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
}

/** The names of the availability zones of a region. */
export async function describeZones(account: Ec2Account, region: string, signal?: AbortSignal): Promise<string[]> {
  const { AvailabilityZones = [] } = await account.call(
    'DescribeAvailabilityZones',
    region,
    ({ client, sdk, options }) => client.send(new sdk.DescribeAvailabilityZonesCommand({}), options),
    signal,
  );
  return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []).sort();
}
