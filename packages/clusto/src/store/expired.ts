import type { Connection } from './dialect.ts';
import { open, type VersionRow } from './rows.ts';

/** What is allocated until a time that has passed: the attribute `until` of the allocation. */
export interface Expired {
  readonly id: number;
  readonly entity: number;
  readonly key: string;
  readonly number: number;
}

interface LatestVersion extends VersionRow {
  readonly soonest: number | null;
}

// word for word the condition of the index, which serves no other
const ends = `managed = 1 and subkey = 'until' and datatype = 'datetime' and to_version = ${open}`;

const latestWithEnd = `select v.*, (select int_value from attributes where ${ends} order by int_value limit 1) as soonest
  from versions v order by v.number desc limit 1`;

/** The latest version, and the earliest time (microseconds since 1970) at which an allocation ends by itself. */
export async function latestVersion(connection: Connection): Promise<LatestVersion | undefined> {
  return (await connection.all<LatestVersion>(latestWithEnd, []))[0];
}

/** What has expired at a time (microseconds since 1970), the first to expire first. */
export function expiredAt(connection: Connection, time: number): Promise<Expired[]> {
  const text = `select id, entity_id as entity, key, number from attributes where ${ends} and int_value <= $1 order by int_value, id`;
  return connection.all<Expired>(text, [time]);
}
