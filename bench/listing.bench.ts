import type { Clusto } from 'clusto';
import { BasicServer, BasicVirtualServer, IPManager, VMManager } from 'clusto/drivers';
import { listMachines } from '../packages/clusto/src/operations/vm/list-machines.ts';
import type { Bench } from './bench.ts';
import { compare, type Row } from './measure.ts';

const open = Number.MAX_SAFE_INTEGER;
const live = (alias: string): string => `${alias}.to_version = ${open}`;

/** What an engineer would ask: every machine with its host, and the first address of both. */
function rawList(database: Row['database']): string {
  // SQLite is told which columns not to search by, as far as it can be told
  const beside = database === 'sqlite' ? '+' : '';
  const address = (of: string): string => `(select i.string_value from attributes i where i.entity_id = ${of}.entity_id
      and i.key = 'ip' and ${beside}i.subkey = 'ipstring' and ${beside}${live('i')} order by i.id limit 1)`;
  return `select e.entity_id, e.name, e.type, e.driver, h.name as host, ${address('e')} as address, ${address('h')} as host_address
    from attributes a join entity_states e on e.entity_id = a.entity_id and ${live('e')}
    join entity_states h on h.entity_id = a.relation_id and ${live('h')}
    where a.key = 'vmmanager' and a.subkey is null and ${live('a')}`;
}

async function fill(clusto: Clusto, hosts: number, machinesOfHost: number): Promise<void> {
  const subnet = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '8' });
  const manager = await clusto.create(VMManager, 'vms');
  const make = async (driver: typeof BasicServer, name: string, factor: number): Promise<BasicServer> => {
    const thing = await clusto.create(driver, name);
    for (const subkey of ['memory', 'disk', 'cpucount']) await thing.addAttr({ key: 'system', subkey, value: factor });
    await subnet.allocate(thing);
    return thing;
  };
  for (let index = 0; index < hosts; index += 1) {
    const host = await make(BasicServer, `host${index}`, machinesOfHost);
    await manager.insert(host);
    for (let machine = 0; machine < machinesOfHost; machine += 1)
      await manager.allocate(await make(BasicVirtualServer, `v${index}-${machine}`, 1), host);
  }
}

/** `clusto vm list` of 10,000 machines on 500 hosts, beside one statement that finds the same. */
export const listing: Bench = async ({ clusto, raw, database, isQuick }) => {
  const [hosts, machinesOfHost] = isQuick ? [5, 4] : [500, 20];
  await clusto.transaction(() => fill(clusto, hosts, machinesOfHost));
  const list = raw.prepare(rawList(database));
  return [
    await compare(
      {
        name: `vm list of ${hosts * machinesOfHost} machines`,
        database,
        ...(database === 'sqlite' ? { limit: 4 } : {}),
      },
      isQuick ? 1 : 3,
      () => listMachines(clusto),
      () => list(),
    ),
  ];
};
