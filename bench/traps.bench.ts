import { Cisco4948, IPManager } from 'clusto/drivers';
import { discoverServer } from '../packages/clusto/src/operations/discovery/discover-server.ts';
import { encodeMacNotification, type MacNotification } from '../packages/clusto/src/wire/snmp/mac-notification.ts';
import { readTrapEvents } from '../packages/clusto/src/wire/snmp/trap-events.ts';
import { formatMac } from '../packages/clusto/src/wire/mac-number.ts';
import type { Bench } from './bench.ts';
import { compare } from './measure.ts';

const trap = '1.3.6.1.4.1.9.9.215.2.0.1';
const oid = '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1';

/** A trap, from its bytes until what it says is noted, beside a bare statement that notes one fact; with few and many switches. */
export const traps: Bench = async ({ clusto, raw, database, isQuick }) => {
  await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.0.0' });
  const addSwitches = (from: number, to: number): Promise<void> =>
    clusto.transaction(async () => {
      for (let number = from; number < to; number += 1)
        await (
          await clusto.create(Cisco4948, `sw${number}`)
        ).addIp(`10.0.${Math.floor(number / 200)}.${(number % 200) + 1}`);
    });
  const event = (port: number): MacNotification => ({
    operation: 'learned',
    vlan: 1,
    mac: formatMac(0x1b_21_00_00_00 + port),
    port,
  });
  const hear = async (index: number): Promise<void> => {
    const value = encodeMacNotification([event((index % 48) + 1)]);
    await discoverServer(clusto, { source: '10.0.0.2', events: readTrapEvents(trap, [{ oid, value }]) });
  };
  await addSwitches(1, 3);
  const first = await clusto.getByName('sw1');
  const upsert = raw.prepare(
    `insert into observations (entity_id, key, number, subkey, value, source, first_seen, last_seen)
      values ($1, 'bare', $2, 'mac', '', 'bench', 0, $3) on conflict (entity_id, key, number, subkey, value) do update set last_seen = excluded.last_seen`,
    'write',
  );
  const bare = (index: number): unknown => upsert(first.id, index % 48, index);
  const times = isQuick ? 2 : 30;
  const few = await compare({ name: 'trap: noted, 2 switches', database }, times, hear, bare);
  const many = isQuick ? 20 : 2000;
  await addSwitches(3, many);
  return [few, await compare({ name: `trap: noted, ${many} switches`, database }, times, hear, bare)];
};
