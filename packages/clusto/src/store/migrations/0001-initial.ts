import type { Dialect } from '../dialect.ts';
import type { Migration } from './migration.ts';

/**
 * The first schema. A row of entity_states, attributes, memberships and allocations holds from version `from_version`
 * until before `to_version`; while it is live, `to_version` is 2^53 − 1, so that one comparison reads the present and the
 * past alike, and a unique index that includes it allows one live row. Text indexes cover the first 64 characters: longer
 * texts do not fit PostgreSQL's index pages.
 */
function statements({ name, types: t, tableSuffix }: Dialect): readonly string[] {
  const table = (title: string, ...columns: readonly string[]): string =>
    `create table if not exists ${title} (${columns.join(', ')})${tableSuffix}`;
  const lifetime = [`from_version ${t.int} not null`, `to_version ${t.int} not null`];
  return [
    table(
      'versions',
      `number ${t.int} primary key`,
      `time ${t.int} not null`,
      `actor ${t.text} not null`,
      `message ${t.text}`,
      `source ${t.text} not null`,
    ),
    'create index if not exists versions_time on versions (time, number)',

    table('entities', `id ${t.id}`, `from_version ${t.int} not null`),
    table(
      'entity_states',
      `id ${t.id}`,
      `entity_id ${t.int} not null references entities (id)`,
      `name ${t.text} not null`,
      `type ${t.text} not null`,
      `driver ${t.text} not null`,
      ...lifetime,
    ),
    'create unique index if not exists entity_states_name on entity_states (name, to_version)',
    'create unique index if not exists entity_states_entity on entity_states (entity_id, to_version)',
    'create index if not exists entity_states_type on entity_states (type, to_version)',
    'create index if not exists entity_states_driver on entity_states (driver, to_version)',
    'create index if not exists entity_states_to on entity_states (to_version, entity_id)',

    table(
      'attributes',
      `id ${t.id}`,
      `entity_id ${t.int} not null references entities (id)`,
      `key ${t.text} not null`,
      `subkey ${t.text}`,
      `number ${t.int}`,
      `datatype ${t.text} not null`,
      `int_value ${t.int}`,
      `float_value ${t.float}`,
      `string_value ${t.text}`,
      `relation_id ${t.int} references entities (id)`,
      `managed ${t.int} not null`,
      ...lifetime,
    ),
    'create index if not exists attributes_entity on attributes (entity_id, to_version)',
    'create index if not exists attributes_entity_key on attributes (entity_id, key, number, to_version)',
    'create index if not exists attributes_key on attributes (key, subkey, to_version)',
    `create index if not exists attributes_string on attributes (substr(string_value, 1, 64), key, to_version) where string_value is not null`,
    'create index if not exists attributes_int on attributes (int_value, key, to_version) where int_value is not null',
    'create index if not exists attributes_relation on attributes (relation_id, to_version) where relation_id is not null',
    `create unique index if not exists attributes_connection on attributes (entity_id, key, number, to_version) where subkey = 'connection' and key >= 'port-' and key < 'port.'`,

    table(
      'memberships',
      `id ${t.id}`,
      `container_id ${t.int} not null references entities (id)`,
      `member_id ${t.int} not null references entities (id)`,
      `number ${t.int} not null`,
      `subkey ${t.text}`,
      ...lifetime,
    ),
    'create index if not exists memberships_container on memberships (container_id, to_version, id)',
    'create index if not exists memberships_member on memberships (member_id, to_version, id)',
    'create unique index if not exists memberships_once on memberships (container_id, member_id, to_version) where subkey is null',
    `create unique index if not exists memberships_unit on memberships (container_id, number, to_version) where subkey = 'ru'`,
    `${name === 'sqlite' ? 'create view if not exists' : 'create or replace view'} attribute_rows as
      select id, entity_id, key, subkey, number, datatype, int_value, float_value, string_value, relation_id, managed,
        from_version, to_version from attributes
      union all
      select id, container_id, '_contains', subkey, number, 'relation', null, null, null, member_id, 0,
        from_version, to_version from memberships`,

    table(
      'counters',
      `entity_id ${t.int} not null references entities (id)`,
      `key ${t.text} not null`,
      `value ${t.int} not null`,
      'primary key (entity_id, key)',
    ),

    table(
      'allocations',
      `attribute_id ${t.int} not null`,
      `entity_id ${t.int} not null references entities (id)`,
      `manager_id ${t.int} not null references entities (id)`,
      `space ${t.text} not null`,
      `resource ${t.bytes} not null`,
      `forced ${t.int} not null`,
      `sequence ${t.text}`,
      `position ${t.bytes}`,
      ...lifetime,
    ),
    'create unique index if not exists allocations_attribute on allocations (attribute_id, to_version)',
    'create unique index if not exists allocations_owner on allocations (space, resource, forced, to_version)',
    'create index if not exists allocations_manager on allocations (manager_id, to_version)',
    'create index if not exists allocations_entity on allocations (entity_id, to_version)',
    table(
      'taken_runs',
      `sequence ${t.text} not null`,
      `low ${t.bytes} not null`,
      `high ${t.bytes} not null`,
      'primary key (sequence, low)',
    ),
  ];
}

export const initial: Migration = { number: 1, name: 'initial', statements };
