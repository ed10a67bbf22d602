import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerDhcp4, type Dhcp4Context } from '../packages/clusto/src/operations/dhcp/answer-dhcp4.ts';
import { DhcpIndex } from '../packages/clusto/src/operations/dhcp/dhcp-index.ts';
import { decodeDhcp4, encodeDhcp4 } from '../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { parseIp4 } from '../packages/clusto/src/wire/ip4.ts';
import { macBytes } from '../packages/clusto/src/wire/mac-number.ts';
import type { Bench } from './bench.ts';
import { fillWithDhcpHosts } from './dhcp-hosts.ts';
import { compare, median, type Row } from './measure.ts';

const open = Number.MAX_SAFE_INTEGER;
const promised = 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of the heap that are in use. */
function used(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The DISCOVER of a client behind a relay, as perfdhcp sends it. */
function discover(mac: number): Uint8Array {
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(mac));
  const addresses = { ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: parseIp4('10.0.0.2') };
  const options = new Map([
    [53, Uint8Array.of(1)],
    [55, Uint8Array.of(1, 28, 2, 3, 15, 6, 12)],
    [61, Uint8Array.of(1, ...macBytes(mac))],
  ]);
  const header = { op: 1, htype: 1, hlen: 6, hops: 1, xid: 7, secs: 0, flags: 0, sname: '', file: '' };
  return encodeDhcp4({ ...header, ...addresses, chaddr, options }).bytes;
}

function answer(packet: Uint8Array, index: DhcpIndex): void {
  const context: Dhcp4Context = {
    hostsOf: (mac) => index.hostsOf(mac),
    server: parseIp4('10.0.0.3'),
    link: undefined,
    port: 67,
    trustOf: () => 'answered',
    isInConflict: () => false,
    hasRapidCommit: false,
  };
  const found = answerDhcp4(decodeDhcp4(packet), context);
  if (found.kind !== 'reply') throw new Error(found.reason);
  encodeDhcp4(found.packet, found.limits);
}

/** The index of hosts: how long it takes to build beside reading the same rows, its size, and whether answers depend on it. */
export const dhcp: Bench = async (context) => {
  const { clusto, raw, database, isQuick, isFull } = context;
  const count = isFull ? 500_000 : isQuick ? 200 : 20_000;
  await fillWithDhcpHosts(context, count);
  await using small = await context.openAnother();
  await fillWithDhcpHosts(small, Math.min(10, count));

  const limit = (value: number): Pick<Row, 'limit'> => (database === 'sqlite' ? { limit: value } : {});
  const many = count.toLocaleString('en');
  const live = `from_version <= 1000000000 and to_version > 1000000000`;
  const rows = [
    `select a.entity_id, a.key, a.number, a.subkey, a.string_value, e.name from attributes a
      join entity_states e on e.entity_id = a.entity_id and e.to_version = ${open}
      where a.key = 'port-nic-eth' and a.to_version = ${open}`,
    `select entity_id, number, subkey, string_value, relation_id from attributes where key = 'ip' and ${live}`,
    `select member_id, container_id from memberships where ${live}`,
  ].map((text) => raw.prepare(text));
  const built = await compare(
    { name: `DHCP index of ${many} hosts / reading their rows`, database, ...limit(6) },
    1,
    () => DhcpIndex.build(clusto),
    async () => {
      for (const row of rows) await row();
    },
  );

  const sizes: number[] = [];
  const indexes = [await DhcpIndex.build(clusto)];
  // what an earlier benchmark left may go while the first ones are measured
  for (let round = 0; round < (isFull ? 1 : 5); round += 1) {
    const before = used();
    indexes.push(await DhcpIndex.build(clusto));
    sizes.push((used() - before) / count);
  }
  const bytes = median(sizes);
  const index = indexes[0] as DhcpIndex;
  const size: Row = {
    name: `DHCP index, bytes a host (${many}) / promised`,
    database,
    ours: bytes,
    raw: promised,
    ratio: bytes / promised,
    limit: 1,
  };

  const few = await DhcpIndex.build(small.clusto);
  const packets = Array.from({ length: 10 }, (_, mac) => discover(mac));
  const spread = Array.from({ length: 1000 }, (_, turn) => discover(Math.floor((turn * count) / 1000)));
  const answers = await compare(
    { name: `DHCP answer, ${many} hosts / 10`, database, ...limit(2) },
    isQuick ? 100 : 20_000,
    (turn) => answer(spread[turn % spread.length] as Uint8Array, index),
    (turn) => answer(packets[turn % packets.length] as Uint8Array, few),
  );
  const [one, other] = [await clusto.getByName('s0'), await small.clusto.getByName('s0')];
  const updated = await compare(
    { name: `DHCP index, one of ${many} hosts changes / of 10`, database, ...limit(2) },
    isQuick ? 2 : 100,
    () => index.update(clusto, { entities: [one.id], moved: [] }),
    () => few.update(small.clusto, { entities: [other.id], moved: [] }),
  );
  return [built, size, answers, updated];
};
