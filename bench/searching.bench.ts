import type { Bench } from './bench.ts';
import { fillWithServers } from './many-servers.ts';
import { compare, type Row } from './measure.ts';

const open = Number.MAX_SAFE_INTEGER;
const live = (alias: string): string => `${alias}.to_version = ${open}`;
const columns = 'e.entity_id, e.name, e.type, e.driver';
const inOrder = 'order by e.type, e.name';

/** Everything below the container of a type and a name, at any depth. */
const below = (name: string, type: string, container: string): string => `${name} (id) as (
    select m.member_id from entity_states c join memberships m on m.container_id = c.entity_id and ${live('m')}
      where c.name = '${container}' and c.type = '${type}' and ${live('c')}
    union
    select m.member_id from ${name} b join memberships m on m.container_id = b.id and ${live('m')}
  )`;

/** Queries, each with what an engineer who knows the tables would write. */
const queries: Readonly<Record<string, string>> = {
  'name startswith server1000': `select ${columns} from entity_states e
    where e.name >= 'server1000' and e.name < 'server1001' and ${live('e')} ${inOrder}`,
  'attr owner = team7': `select ${columns} from attributes a join entity_states e on e.entity_id = a.entity_id and ${live('e')}
    where a.key = 'owner' and substr(a.string_value, 1, 64) = 'team7' and ${live('a')} ${inOrder}`,
  'type = server and attr system.memory >= 60K and attr owner = team7': `select ${columns} from attributes a
    join entity_states e on e.entity_id = a.entity_id and ${live('e')}
    where a.key = 'owner' and substr(a.string_value, 1, 64) = 'team7' and ${live('a')} and e.type = 'server' and exists (
      select 1 from attributes b where b.entity_id = e.entity_id and b.key = 'system' and b.subkey = 'memory'
        and b.int_value >= 61440 and ${live('b')}) ${inOrder}`,
  'type = server and pool = pool3 and not rack = rack7': `with recursive ${below('pooled', 'pool', 'pool3')},
    ${below('racked', 'rack', 'rack7')}
    select ${columns} from pooled p join entity_states e on e.entity_id = p.id and ${live('e')}
    where e.type = 'server' and not exists (select 1 from racked r where r.id = e.entity_id) ${inOrder}`,
};

/** The search language among 100,000 servers, beside the statements that somebody would write by hand. */
export const searching: Bench = async ({ clusto, raw, database, isQuick }) => {
  const servers = isQuick ? 1000 : 100_000;
  await fillWithServers(clusto, raw, servers);
  const rows: Row[] = [];
  for (const [query, text] of Object.entries(queries)) {
    const byHand = raw.prepare(text);
    const limit = database === 'sqlite' ? { limit: 2 } : {};
    const name = `query: ${query} (${servers})`;
    rows.push(
      await compare(
        { name, database, ...limit },
        isQuick ? 1 : 5,
        () => clusto.query(query),
        () => byHand(),
      ),
    );
  }
  return rows;
};
