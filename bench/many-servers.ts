import type { Clusto } from 'clusto';
import { BasicRack, BasicServer, Pool } from 'clusto/drivers';
import type { Raw } from './raw.ts';

const open = Number.MAX_SAFE_INTEGER;

/**
 * Fills an empty inventory with servers, by statements that each write all of them: `server1000001` and so on, with
 * `system.memory` (0 to 63 GiB in MiB) and `owner` (`team0` to `team49`), in the racks `rack0` to `rack99` and the pools `pool0` to
 * `pool9`, which are in the pool `all`.
 */
export async function fillWithServers(clusto: Clusto, raw: Raw, count: number): Promise<void> {
  const [racks, pools] = await clusto.transaction(async () => {
    const all = await clusto.create(Pool, 'all');
    const first: { rack?: number; pool?: number } = {};
    for (let number = 0; number < 100; number += 1) {
      const { id } = await clusto.create(BasicRack, `rack${number}`);
      first.rack ??= id;
    }
    for (let number = 0; number < 10; number += 1) {
      const pool = await clusto.create(Pool, `pool${number}`);
      await all.insert(pool);
      first.pool ??= pool.id;
    }
    return [first.rack as number, first.pool as number];
  });
  const { id: first } = await clusto.create(BasicServer, 'first');
  const version = await clusto.version();
  const numbers = `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`;
  const span = `${version}, ${open}`;
  const attribute = 'entity_id, key, subkey, datatype, int_value, string_value, managed, from_version, to_version';
  await raw.run('begin');
  await raw.run(`insert into entities (id, from_version) ${numbers} select ${first} + n, ${version} from numbers`);
  await raw.run(`insert into entity_states (entity_id, name, type, driver, from_version, to_version)
    ${numbers} select ${first} + n, 'server' || (1000000 + n), 'server', 'basicserver', ${span} from numbers`);
  await raw.run(`insert into attributes (${attribute})
    ${numbers} select ${first} + n, 'system', 'memory', 'int', (n % 64) * 1024, null, 0, ${span} from numbers`);
  await raw.run(`insert into attributes (${attribute})
    ${numbers} select ${first} + n, 'owner', null, 'string', null, 'team' || (n % 50), 0, ${span} from numbers`);
  for (const [container, of] of [
    [racks, 100],
    [pools, 10],
  ] as const)
    await raw.run(`insert into memberships (container_id, member_id, number, subkey, from_version, to_version)
      ${numbers} select ${container} + n % ${of}, ${first} + n, n, null, ${span} from numbers`);
  await raw.run('commit');
  await raw.run('analyze');
}
