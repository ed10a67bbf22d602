import type { Dialect } from '../dialect.ts';
import type { Migration } from './migration.ts';

/**
 * How much of what an entity has is allocated: machines on a host have shares of its memory. The rows mirror the live
 * allocations and have no history. Nothing is filled in, as no allocation had a load before.
 */
function statements({ types: t, tableSuffix }: Dialect): readonly string[] {
  const table = (title: string, ...columns: readonly string[]): string =>
    `create table if not exists ${title} (${columns.join(', ')})${tableSuffix}`;
  return [
    table(
      'loads',
      `bearer_id ${t.int} not null references entities (id)`,
      `quantity ${t.text} not null`,
      `total ${t.int} not null check (total >= 0)`,
      'primary key (bearer_id, quantity)',
    ),
    table(
      'allocation_loads',
      `attribute_id ${t.int} not null`,
      `bearer_id ${t.int} not null references entities (id)`,
      `quantity ${t.text} not null`,
      `amount ${t.int} not null check (amount > 0)`,
      'primary key (attribute_id, bearer_id, quantity)',
    ),
    'create index if not exists allocation_loads_bearer on allocation_loads (bearer_id)',
  ];
}

export const loads: Migration = { number: 2, name: 'loads', statements };
