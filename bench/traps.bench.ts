import { Cisco4948, IPManager } from 'clusto/drivers';
import { discoverServer } from '../packages/clusto/src/operations/discovery/discover-server.ts';
import { encodeMacNotification, type MacNotification } from '../packages/clusto/src/wire/snmp/mac-notification.ts';
import { readTrapEvents } from '../packages/clusto/src/wire/snmp/trap-events.ts';
import { formatMac } from '../packages/clusto/src/wire/mac-number.ts';
import type { Bed, Bench, BenchContext } from './bench.ts';
import { InformLoad } from './inform-load.ts';
import { compare, type Row } from './measure.ts';
import { type Place, serverAddress, startEcho, startService } from './served.ts';

const trap = '1.3.6.1.4.1.9.9.215.2.0.1';
const oid = '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1';

const community = 'bench';

/** Informs with the running receiver, from the datagram to its acknowledgement, beside as many with a server that only echoes. */
async function received({ clusto, database, isQuick }: BenchContext): Promise<Row> {
  const open = (place: Place): Promise<InformLoad> => InformLoad.open(place, community);
  const section = `listen = ["${serverAddress}"]\ncommunities = ["${community}"]\n`;
  await using ours = await startService({ name: 'snmptrapd', dsn: clusto.dsn, section }, open);
  await using echo = await startEcho(ours.bytes, open);
  const count = isQuick ? 50 : 10_000;
  const row = await compare(
    { name: 'snmptrapd: inform acknowledged / echo', database, limit: 8 },
    1,
    () => ours.load.flood(count),
    () => echo.load.flood(count),
  );
  return { ...row, ours: row.ours / count, raw: row.raw / count };
}

const event = (port: number): MacNotification => ({
  operation: 'learned',
  vlan: 1,
  mac: formatMac(0x1b_21_00_00_00 + port),
  port,
});

/** Has so many switches in a new inventory. */
async function fillWithSwitches({ clusto }: Pick<Bed, 'clusto'>, count: number): Promise<void> {
  await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.0.0' });
  await clusto.transaction(async () => {
    for (let number = 1; number <= count; number += 1) {
      const device = await clusto.create(Cisco4948, `sw${number}`);
      await device.addIp(`10.0.${Math.floor(number / 200)}.${(number % 200) + 1}`);
    }
  });
}

async function hear({ clusto }: Pick<Bed, 'clusto'>, index: number): Promise<void> {
  const value = encodeMacNotification([event((index % 48) + 1)]);
  await discoverServer(clusto, { source: '10.0.0.2', events: readTrapEvents(trap, [{ oid, value }]) });
}

/** A trap, from its bytes until what it says is noted, beside a bare statement that notes one fact; and with few and many switches. */
export const traps: Bench = async (context) => {
  const { clusto, raw, database, isQuick } = context;
  const [few, many] = isQuick ? [2, 20] : [2, 2000];
  await using small = await context.openAnother();
  await fillWithSwitches(small, few);
  await fillWithSwitches(context, many);
  const first = await clusto.getByName('sw1');
  const upsert = raw.prepare(
    `insert into observations (entity_id, key, number, subkey, value, source, first_seen, last_seen)
      values ($1, 'bare', $2, 'mac', '', 'bench', 0, $3) on conflict (entity_id, key, number, subkey, value) do update set last_seen = excluded.last_seen`,
    'write',
  );
  const times = isQuick ? 2 : 30;
  const noted = await compare(
    { name: 'trap: noted / a bare upsert', database },
    times,
    (index) => hear(context, index),
    (index) => upsert(first.id, index % 48, index),
  );
  const flat = await compare(
    { name: `trap: noted, ${many} switches / ${few}`, database, ...(database === 'sqlite' ? { limit: 2 } : {}) },
    times,
    (index) => hear(context, index),
    (index) => hear(small, index),
  );
  // what comes in waits in memory, whatever the database
  return [noted, flat, ...(database === 'sqlite' ? [await received(context)] : [])];
};
