import type { Migration } from './migration.ts';

/**
 * What devices say that is so, beside what attributes say that is meant to be so. It is the present alone, without history:
 * a port that flaps would otherwise make a version each time. What is observed no more stays as `gone` for a while, so that
 * it is known again.
 */
const statements: Migration['statements'] = ({ types: t, tableSuffix }) => [
  `create table if not exists observations (entity_id ${t.int} not null references entities (id), key ${t.text} not null,
    number ${t.int} not null, subkey ${t.text} not null, value ${t.text} not null, source ${t.text} not null,
    first_seen ${t.int} not null, last_seen ${t.int} not null, gone ${t.int}, dismissed ${t.text},
    primary key (entity_id, key, number, subkey, value))${tableSuffix}`,
];

export const observations: Migration = { number: 6, name: 'observations', statements };
