import { BasicRack, IPManager, PenguinServer, Pool } from 'clusto/drivers';
import { formatIp4, parseIp4 } from '../packages/clusto/src/wire/ip4.ts';
import { formatMac } from '../packages/clusto/src/wire/mac-number.ts';
import type { Bed } from './bench.ts';
import type { Raw } from './raw.ts';

const open = Number.MAX_SAFE_INTEGER;
const hostsInRack = 40;
const firstIp = parseIp4('10.0.0.10');

const columns =
  '(entity_id, key, subkey, number, datatype, int_value, string_value, relation_id, managed, from_version, to_version)';

/**
 * Fills an empty inventory with hosts, `s0` and so on: each with its number as MAC address and an address from 10.0.0.10 on, in racks
 * that say something, in a pool that enables them.
 */
export async function fillWithDhcpHosts({ clusto, raw }: Pick<Bed, 'clusto' | 'raw'>, count: number): Promise<void> {
  const subnet = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '8', gateway: '10.0.0.1' });
  const pool = await clusto.create(Pool, 'production');
  await pool.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
  const racks = await clusto.transaction(async () => {
    const made: BasicRack[] = [];
    for (let number = 0; number < Math.ceil(count / hostsInRack); number += 1) {
      const rack = await clusto.create(BasicRack, `rack${number}`);
      await rack.setAttr({ key: 'dhcp', subkey: 'domain-name', value: `rack${number}.example` });
      await pool.insert(rack);
      made.push(rack);
    }
    return made;
  });
  const { id: last } = await clusto.create(PenguinServer, 'last');
  const version = await clusto.version();
  const parts = { version, subnet: subnet.id, racks: racks.map(({ id }) => id) };
  await raw.run('begin');
  for (let from = 0; from < count; from += 500) await insert(raw, last + 1, from, Math.min(count, from + 500), parts);
  await raw.run('commit');
  await raw.run('analyze');
}

async function insert(
  raw: Raw,
  firstId: number,
  from: number,
  to: number,
  { version, subnet, racks }: { version: number; subnet: number; racks: readonly number[] },
): Promise<void> {
  const life = `${version}, ${open}`;
  const [entities, states, attributes, places]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (let number = from; number < to; number += 1) {
    const id = firstId + number;
    const ip = formatIp4(firstIp + number);
    const text = (key: string, subkey: string, port: number, value: string): string =>
      `(${id}, '${key}', '${subkey}', ${port}, 'string', null, '${value}', null, 1, ${life})`;
    entities.push(`(${id}, ${version})`);
    states.push(`(${id}, 's${number}', 'server', 'penguinserver', ${life})`);
    attributes.push(
      text('port-nic-eth', 'mac', 1, formatMac(number)),
      text('port-nic-eth', 'osportname', 1, 'eth0'),
      text('ip', 'ipstring', 0, ip),
      text('ip', 'cidr', 0, `${ip}/8`),
      text('ip', 'netmask', 0, '255.0.0.0'),
      text('ip', 'broadcast', 0, '10.255.255.255'),
      text('ip', 'osportname', 0, 'eth0'),
      `(${id}, 'ip', 'manager', 0, 'relation', null, null, ${subnet}, 1, ${life})`,
    );
    places.push(`(${racks[Math.floor(number / hostsInRack)]}, ${id}, ${number}, null, ${life})`);
  }
  await raw.run(`insert into entities (id, from_version) values ${entities.join(',')}`);
  await raw.run(
    `insert into entity_states (entity_id, name, type, driver, from_version, to_version) values ${states.join(',')}`,
  );
  await raw.run(`insert into attributes ${columns} values ${attributes.join(',')}`);
  await raw.run(
    `insert into memberships (container_id, member_id, number, subkey, from_version, to_version) values ${places.join(',')}`,
  );
}
