import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { EC2VMManager } from 'clusto/drivers';
import { FakeEc2 } from '../tests/support/fake-ec2.ts';
import { connect } from 'clusto';
import type { Bench } from './bench.ts';
import type { Row } from './measure.ts';

const regions = 20;
const instances = 5000;
const pageSize = 1000;

/** One page over plain HTTP, with the instances in it counted by their ids: what no client can be faster than. */
async function rawPage(endpoint: string, region: string, from: number): Promise<number> {
  const headers = { 'x-bench-region': region, 'content-type': 'application/x-www-form-urlencoded' };
  const body = `Action=DescribeInstances&Version=2016-11-15&MaxResults=${pageSize}&NextToken=${from}`;
  const response = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
    request(endpoint, { method: 'POST', headers }, resolve).on('error', reject).end(body);
  });
  return (await text(response)).match(/<instanceId>/g)?.length ?? 0;
}

/**
 * The listing of all regions: its time beside that of the bare pages, when the first row comes, and what it holds in memory
 * at most.
 */
export const ec2: Bench = async ({ database, isQuick }) => {
  // the database has no part in it
  if (database !== 'sqlite') return [];
  const each = isQuick ? 50 : instances;
  await using fake = await FakeEc2.start();
  fake.allowsUnsigned = true;
  fake.regions = Array.from({ length: regions }, (_, index) => `eu-bench-${index + 1}`);
  for (const region of fake.regions) fake.fill(region, each);
  const settings = { ec2: { endpoint: fake.endpoint, home: 'eu-bench-1' }, secrets: { keyFile: '/nonexistent' } };
  await using clusto = await connect({ dsn: 'sqlite::memory:', plugins: [], settings });
  const manager = await clusto.create(EC2VMManager, 'bench');
  process.env['AWS_ACCESS_KEY_ID'] = FakeEc2.keys.id;
  process.env['AWS_SECRET_ACCESS_KEY'] = FakeEc2.keys.secret;

  const rawRound = async (): Promise<number> => {
    let found = 0;
    for (const region of fake.regions)
      for (let from = 0; from < each; from += pageSize) found += await rawPage(fake.endpoint, region, from);
    return found;
  };
  const listing = async (): Promise<{ found: number; firstAt: number; peak: number; pagesBefore: number }> => {
    const start = performance.now();
    let [found, firstAt, peak, pagesBefore] = [0, 0, 0, 0];
    fake.requests.length = 0;
    for await (const _ of manager.getAllEc2InstanceResources()) {
      if (found === 0) [firstAt, pagesBefore] = [performance.now() - start, fake.requests.length];
      if (found % 1000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
      found += 1;
    }
    return { found, firstAt, peak, pagesBefore };
  };

  await listing();
  await rawRound();
  const rounds: { ours: number; raw: number; firstAt: number; peak: number; pagesBefore: number }[] = [];
  for (let round = 0; round < (isQuick ? 1 : 3); round += 1) {
    const start = performance.now();
    const rawFound = await rawRound();
    const raw = performance.now() - start;
    const second = performance.now();
    const { found, ...rest } = await listing();
    if (found !== rawFound || found !== regions * each) throw new Error(`${found} of ${rawFound} instances`);
    rounds.push({ raw, ours: performance.now() - second, ...rest });
  }
  const middle = (value: (round: (typeof rounds)[number]) => number): number =>
    rounds.map(value).toSorted((one, other) => one - other)[Math.floor(rounds.length / 2)] as number;
  const perInstance = 1000 / (regions * each);
  process.stderr.write(
    `ec2: first row after ${middle((one) => one.firstAt).toFixed(0)} of ${middle((one) => one.ours).toFixed(0)} ms and ${middle((one) => one.pagesBefore)} requests, heap at most ${Math.round(middle((one) => one.peak) / 2 ** 20)} MiB\n`,
  );
  const row = (name: string, ours: number, raw: number): Row => ({ name, database, ours, raw, ratio: ours / raw });
  return [
    row(
      `EC2 listing, each of ${regions * instances}`,
      middle((one) => one.ours) * perInstance,
      middle((one) => one.raw) * perInstance,
    ),
    row('EC2 listing, first row / all', middle((one) => one.firstAt) * 1000, middle((one) => one.ours) * 1000),
  ];
};
