import type { Migration } from './migration.ts';

/**
 * Who is told of versions by a request, how far they are, and what they did not take. It is the present alone, without history:
 * what is told is in the versions. Secrets are sealed. Times are milliseconds since 1970.
 */
const statements: Migration['statements'] = ({ types: t, tableSuffix }) => {
  const table = (title: string, ...columns: readonly string[]): string =>
    `create table if not exists ${title} (${columns.join(', ')})${tableSuffix}`;
  return [
    table(
      'webhooks',
      `name ${t.text} primary key`,
      `url ${t.text} not null`,
      `query ${t.text}`,
      `merge ${t.int} not null`,
      `secret ${t.text} not null`,
      `old_secret ${t.text}`,
      `old_until ${t.int}`,
      `paused ${t.text}`,
      `position ${t.int} not null`,
      `failures ${t.int} not null`,
      `failing_since ${t.int}`,
      `next_try ${t.int}`,
      `last_error ${t.text}`,
      `last_delivery ${t.int}`,
      `created ${t.int} not null`,
      `created_by ${t.text} not null`,
    ),
    table(
      'webhook_dead_letters',
      `webhook ${t.text} not null`,
      `version ${t.int} not null`,
      `attempts ${t.int} not null`,
      `reason ${t.text} not null`,
      `time ${t.int} not null`,
      `resend ${t.int}`,
      'primary key (webhook, version)',
    ),
    table(
      'webhook_worker',
      `one ${t.int} primary key check (one = 1)`,
      `worker ${t.text} not null`,
      `until ${t.int} not null`,
    ),
  ];
};

export const webhooks: Migration = { number: 9, name: 'webhooks', statements };
