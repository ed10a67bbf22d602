import type { Migration } from './migration.ts';

/**
 * Who may do what. It is the present alone, without history: a view of the past must not bring back a right that was taken away.
 * A token is known by its id, which is shown, and by a hash of its secret, which is nowhere. Times are milliseconds since 1970.
 */
const statements: Migration['statements'] = ({ types: t, tableSuffix }) => {
  const table = (title: string, ...columns: readonly string[]): string =>
    `create table if not exists ${title} (${columns.join(', ')})${tableSuffix}`;
  return [
    table(
      'access_roles',
      `name ${t.text} primary key`,
      `rules ${t.text} not null`,
      `changed ${t.int} not null`,
      `changed_by ${t.text} not null`,
    ),
    table(
      'access_tokens',
      `id ${t.text} primary key`,
      `hash ${t.bytes} not null`,
      `actor ${t.text} not null`,
      `scopes ${t.text} not null`,
      `note ${t.text}`,
      `created ${t.int} not null`,
      `created_by ${t.text} not null`,
      `expires ${t.int}`,
      `last_used ${t.int}`,
      `revoked ${t.int}`,
      `revoked_by ${t.text}`,
    ),
    table(
      'access_grants',
      `role ${t.text} not null`,
      `kind ${t.text} not null`,
      `subject ${t.text} not null`,
      `granted ${t.int} not null`,
      `granted_by ${t.text} not null`,
      'primary key (kind, subject, role)',
    ),
    'create index if not exists access_grants_role on access_grants (role)',
  ];
};

export const access: Migration = { number: 7, name: 'access', statements };
