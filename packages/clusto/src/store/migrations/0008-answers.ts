import type { Migration } from './migration.ts';

/**
 * What was answered to requests that may be sent again, so that a retry does nothing twice; without a status while the answer is
 * being made. And keys that all servers of an inventory share. Both are the present alone. Times are milliseconds since 1970.
 */
const statements: Migration['statements'] = ({ types: t, tableSuffix }) => [
  `create table if not exists answers (actor ${t.text} not null, key ${t.text} not null, request ${t.text} not null,
    status ${t.int}, headers ${t.text} not null, body ${t.text}, time ${t.int} not null,
    primary key (actor, key))${tableSuffix}`,
  'create index if not exists answers_time on answers (time)',
  `create table if not exists server_keys (name ${t.text} primary key, bytes ${t.bytes} not null)${tableSuffix}`,
];

export const answers: Migration = { number: 8, name: 'answers', statements };
