import { networkInterfaces } from 'node:os';
import type { Bed, Bench } from './bench.ts';
import { fillWithDhcpHosts } from './dhcp-hosts.ts';
import { DhcpLoad } from './dhcp-load.ts';
import { compare, median, type Row, rounds } from './measure.ts';
import { type Served, serverAddress, startEcho, startService } from './served.ts';

/** An address of this machine that a relay can have, which loopback addresses are not; a machine without a network has none. */
function relayAddress(): string | undefined {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = own.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address;
}

/** `clusto dhcpd`: with several addresses it hears relays only, and leaves the port at that of the relay free. */
const startDhcpd = ({ clusto }: Pick<Bed, 'clusto'>, relay: string, hosts: number): Promise<Served<DhcpLoad>> =>
  startService(
    {
      name: 'dhcpd',
      dsn: clusto.dsn,
      section: `listen = ["${serverAddress}", "127.0.0.3"]\nclientRate = 1000\ntrustedRelays = ["${relay}"]\n`,
    },
    (place) => DhcpLoad.open(relay, place, hosts),
  );

const percentile99 = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] as number;

/** Full exchanges of four packets with the running server, beside as many with a server that only echoes. */
export const dhcpd: Bench = async ({ clusto, raw, database, isQuick, isFull, openAnother }) => {
  // answers come out of memory, whatever the database
  if (database !== 'sqlite') return [];
  const relay = relayAddress();
  if (relay === undefined) {
    process.stderr.write('no address of this machine for a relay, so dhcpd is not measured\n');
    return [];
  }
  const [few, many] = isQuick ? [100, 200] : isFull ? [10_000, 500_000] : [1000, 10_000];
  const count = isQuick ? 50 : isFull ? 20_000 : 4000;
  await using small = await openAnother();
  await fillWithDhcpHosts(small, few);
  await fillWithDhcpHosts({ clusto, raw }, many);
  await using ours = await startDhcpd(small, relay, few);
  await using large = await startDhcpd({ clusto }, relay, many);
  await using echo = await startEcho(ours.bytes, (place) => DhcpLoad.open(relay, place, few));

  const each = (row: Row): Row => ({ ...row, ours: row.ours / count, raw: row.raw / count });
  const spent = { ours: 0, raw: 0 };
  /** What a server takes of processors, which others that run at the same time do not change as they change how long it takes. */
  const counted = async (side: 'ours' | 'raw', { load, cpu }: Served<DhcpLoad>): Promise<void> => {
    const before = cpu();
    await load.flood(count);
    spent[side] += cpu() - before;
  };
  // what is compiled for the first packets is not charged
  await ours.load.flood(count);
  await echo.load.flood(count);
  const exchanges = await compare(
    { name: `dhcpd: DORA, ${few.toLocaleString('en')} hosts / two echoes`, database, limit: 2 },
    1,
    () => counted('ours', ours),
    () => counted('raw', echo),
  );
  const turns = count * (rounds + 1);
  const work: Row = {
    name: 'dhcpd: processor time of a DORA / of two echoes',
    database,
    ours: spent.ours / turns,
    raw: spent.raw / turns,
    ratio: spent.raw === 0 ? 1 : spent.ours / spent.raw,
    limit: 2,
  };
  const flat = await compare(
    { name: `dhcpd: DORA, ${many.toLocaleString('en')} hosts / ${few.toLocaleString('en')}`, database, limit: 1.5 },
    1,
    () => large.load.flood(count),
    () => ours.load.flood(count),
  );
  const rate = 1e6 / each(exchanges).ours / 2;
  const times: { ours: number; raw: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    times.push({
      raw: percentile99(await echo.load.pace(count, rate)),
      ours: percentile99(await ours.load.pace(count, rate)),
    });
  const slowest: Row = {
    name: 'dhcpd: DORA at half that rate, p99 / two echoes',
    database,
    limit: 20,
    ours: median(times.map((turn) => turn.ours)),
    raw: median(times.map((turn) => turn.raw)),
    ratio: median(times.map((turn) => turn.ours / turn.raw)),
  };
  return [each(exchanges), work, each(flat), slowest];
};
