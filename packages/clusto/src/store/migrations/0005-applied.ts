import type { Migration } from './migration.ts';

/**
 * What sets of files have last said of entities, so that a later change of a file is told from a change in the inventory.
 * It is the present alone, without history: versions keep what was written.
 */
const statements: Migration['statements'] = ({ types: t, tableSuffix }) => [
  `create table if not exists applied (set_name ${t.text} not null, name ${t.text} not null,
    entity_id ${t.int} not null references entities (id), content ${t.text} not null, primary key (set_name, name))${tableSuffix}`,
  'create index if not exists applied_entity on applied (entity_id)',
];

export const applied: Migration = { number: 5, name: 'applied', statements };
