import type { Migration } from './migration.ts';
import { open } from '../rows.ts';

/**
 * What a version began and what it ended are found without looking at the rest. Rows are written in the order of versions,
 * so that an index of `from_version` grows at its end alone; that of `to_version` leaves out what is live.
 */
const statements: Migration['statements'] = () => [
  ...['entity_states', 'attributes', 'memberships', 'allocations'].map(
    (table) => `create index if not exists ${table}_begun on ${table} (from_version)`,
  ),
  ...['attributes', 'memberships', 'allocations'].map(
    (table) => `create index if not exists ${table}_ended on ${table} (to_version) where to_version < ${open}`,
  ),
  'create index if not exists versions_actor on versions (actor, number)',
];

export const changes: Migration = { number: 3, name: 'changes', statements };
