import type { Clusto } from 'clusto';
import { BasicServer, BasicVirtualServer, VMManager } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { compare, median, type Row } from './measure.ts';

/** A VM manager with hosts that have room for 25 machines each, filled from the smallest on. */
class Hosts {
  readonly #clusto: Clusto;
  readonly manager: VMManager;
  #made = 0;

  private constructor(clusto: Clusto, manager: VMManager) {
    this.#clusto = clusto;
    this.manager = manager;
  }

  static begin(clusto: Clusto, count: number): Promise<Hosts> {
    return clusto.transaction(async () => {
      const manager = await clusto.create(VMManager, 'vms');
      for (let index = 0; index < count; index += 1) {
        const host = await clusto.create(BasicServer, `host${index}`);
        await setAmounts(host, { memory: 50_000 + index, disk: 1_000, cpucount: 50 });
        await manager.insert(host);
      }
      return new Hosts(clusto, manager);
    });
  }

  /** Makes machines that are on no host. */
  make(count: number): Promise<BasicVirtualServer[]> {
    return this.#clusto.transaction(async () => {
      const made: BasicVirtualServer[] = [];
      for (let index = 0; index < count; index += 1) {
        const machine = await this.#clusto.create(BasicVirtualServer, `v${(this.#made += 1)}`);
        await setAmounts(machine, { memory: 2_000, disk: 20, cpucount: 1 });
        made.push(machine);
      }
      return made;
    });
  }

  /** Makes machines and places each in a version of its own. @returns how long the placing took, in microseconds */
  async place(count: number): Promise<number[]> {
    const machines = await this.make(count);
    const spent: number[] = [];
    for (const machine of machines) {
      const start = performance.now();
      await this.manager.allocate(machine);
      spent.push((performance.now() - start) * 1000);
    }
    return spent;
  }
}

async function setAmounts(thing: BasicServer, amounts: Readonly<Record<string, number>>): Promise<void> {
  for (const [subkey, value] of Object.entries(amounts)) await thing.addAttr({ key: 'system', subkey, value });
}

const open = Number.MAX_SAFE_INTEGER;
const live = (alias: string): string => `${alias}.to_version = ${open}`;
const entity = (alias: string, as: string): string =>
  `${alias}.entity_id as ${as}_id, ${alias}.name as ${as}_name, ${alias}.type as ${as}_type, ${alias}.driver as ${as}_driver`;

/** What an engineer would ask to find room for a machine: every host with what it has and what is taken. */
const rawCapacity = (database: Row['database']): string => {
  // SQLite is told which columns not to search by, as far as it can be told
  const beside = database === 'sqlite' ? '+' : '';
  const columns = ['memory', 'disk', 'cpucount'].map(
    (quantity) => `(select a.int_value from attributes a where a.entity_id = m.member_id and a.key = 'system'
        and ${beside}a.subkey = '${quantity}' and ${beside}a.to_version = ${open}) as ${quantity},
      (select l.total from loads l where l.bearer_id = m.member_id and l.quantity = '${quantity}') as ${quantity}_used`,
  );
  return `select ${entity('e', 'host')}, ${columns.join(', ')},
      (select l.total from loads l where l.bearer_id = m.member_id and l.quantity = 'reserved') as reserved
    from memberships m join entity_states e on e.entity_id = m.member_id and ${live('e')}
    where m.container_id = $1 and ${live('m')} order by m.id`;
};

/** All machines of a manager with their hosts and what is reserved for them. */
const rawMachines = `select ${entity('o', 'machine')}, ${entity('h', 'host')}, ${['memory', 'disk', 'cpucount']
  .map(
    (quantity) => `(select x.int_value from attributes x where x.entity_id = al.entity_id and x.key = 'vmmanager'
        and x.number = av.number and coalesce(x.subkey, '') = 'allocated_${quantity}' and ${live('x')}) as ${quantity}`,
  )
  .join(', ')}
  from allocations al join attributes av on av.id = al.attribute_id
  join entity_states o on o.entity_id = al.entity_id and ${live('o')}
  join entity_states h on h.entity_id = av.relation_id and ${live('h')}
  where al.manager_id = $1 and ${live('al')} order by al.attribute_id`;

/**
 * Placing 10,000 machines on 500 hosts: the last 1,000 beside the first 1,000, those of an inventory without machines, in
 * turns; and beside the question alone of what is left, the choice of a host, and the placing with all that it writes.
 */
export const placing: Bench = async ({ clusto, raw, database, isQuick, openAnother }) => {
  const [hostCount, all, counted] = isQuick
    ? [5, 60, 20]
    : database === 'sqlite'
      ? [500, 10_000, 1_000]
      : [500, 2_000, 400];
  const full = await Hosts.begin(clusto, hostCount);
  await full.place(all - counted);
  await using another = await openAnother();
  const empty = await Hosts.begin(another.clusto, hostCount);
  const question = raw.prepare(rawCapacity(database));
  const [last, first, choices, questions]: [number[], number[], number[], number[]] = [[], [], [], []];
  const unplaced = await full.make(1);
  for (let left = counted; left > 0; left -= 10) {
    first.push(...(await empty.place(10)));
    last.push(...(await full.place(10)));
    for (let index = 0; index < 10; index += 1) {
      const start = performance.now();
      const rows = question(full.manager.id);
      if (rows instanceof Promise) await rows;
      const between = performance.now();
      await full.manager.choose(unplaced[0] as BasicVirtualServer);
      questions.push((between - start) * 1000);
      choices.push((performance.now() - between) * 1000);
    }
  }
  const row = (name: string, ours: number[], yardstick: number[], limit?: number): Row => {
    const [one, other] = [median(ours), median(yardstick)];
    const found: Row = { name, database, ours: one, raw: other, ratio: one / other };
    return database === 'sqlite' && limit !== undefined ? { ...found, limit } : found;
  };
  const list = raw.prepare(rawMachines);
  const machines = { name: `machines of a VM manager (${all})`, database };
  return [
    row(`placing, last ${counted} of ${all} / first`, last, first, 1.3),
    row(`choosing a host / what is left on ${hostCount}`, choices, questions, 2),
    row(`placing, all written / what is left on ${hostCount}`, last, questions),
    await compare(
      database === 'sqlite' ? { ...machines, limit: 3 } : machines,
      isQuick ? 2 : 5,
      () => full.manager.machines(),
      () => list(full.manager.id),
    ),
  ];
};
