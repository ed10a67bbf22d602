CREATE VIEW attribute_rows as select id, entity_id, key, subkey, number, datatype, int_value, float_value, string_value, relation_id, managed, from_version, to_version from attributes union all select id, container_id, '_contains', subkey, number, 'relation', null, null, null, member_id, 0, from_version, to_version from memberships;

CREATE TABLE access_grants (
  role text not null,
  kind text not null,
  subject text not null,
  granted integer not null,
  granted_by text not null,
  primary key (kind, subject, role)
) strict;

CREATE TABLE access_roles (
  name text primary key,
  rules text not null,
  changed integer not null,
  changed_by text not null
) strict;

CREATE TABLE access_tokens (
  id text primary key,
  hash blob not null,
  actor text not null,
  scopes text not null,
  note text,
  created integer not null,
  created_by text not null,
  expires integer,
  last_used integer,
  revoked integer,
  revoked_by text
) strict;

CREATE TABLE allocation_loads (
  attribute_id integer not null,
  bearer_id integer not null references entities (id),
  quantity text not null,
  amount integer not null check (amount > 0),
  primary key (attribute_id, bearer_id, quantity)
) strict;

CREATE TABLE allocations (
  attribute_id integer not null,
  entity_id integer not null references entities (id),
  manager_id integer not null references entities (id),
  space text not null,
  resource blob not null,
  forced integer not null,
  sequence text,
  position blob,
  from_version integer not null,
  to_version integer not null
) strict;

CREATE TABLE answers (
  actor text not null,
  key text not null,
  request text not null,
  status integer,
  headers text not null,
  body text,
  time integer not null,
  primary key (actor, key)
) strict;

CREATE TABLE applied (
  set_name text not null,
  name text not null,
  entity_id integer not null references entities (id),
  content text not null,
  primary key (set_name, name)
) strict;

CREATE TABLE attributes (
  id integer primary key,
  entity_id integer not null references entities (id),
  key text not null,
  subkey text,
  number integer,
  datatype text not null,
  int_value integer,
  float_value real,
  string_value text,
  relation_id integer references entities (id),
  managed integer not null,
  from_version integer not null,
  to_version integer not null
) strict;

CREATE TABLE counters (
  entity_id integer not null references entities (id),
  key text not null,
  value integer not null,
  primary key (entity_id, key)
) strict;

CREATE TABLE entities (
  id integer primary key,
  from_version integer not null
) strict;

CREATE TABLE entity_states (
  id integer primary key,
  entity_id integer not null references entities (id),
  name text not null,
  type text not null,
  driver text not null,
  from_version integer not null,
  to_version integer not null
) strict;

CREATE TABLE loads (
  bearer_id integer not null references entities (id),
  quantity text not null,
  total integer not null check (total >= 0),
  primary key (bearer_id, quantity)
) strict;

CREATE TABLE memberships (
  id integer primary key,
  container_id integer not null references entities (id),
  member_id integer not null references entities (id),
  number integer not null,
  subkey text,
  from_version integer not null,
  to_version integer not null
) strict;

CREATE TABLE observations (
  entity_id integer not null references entities (id),
  key text not null,
  number integer not null,
  subkey text not null,
  value text not null,
  source text not null,
  first_seen integer not null,
  last_seen integer not null,
  gone integer,
  dismissed text,
  primary key (entity_id, key, number, subkey, value)
) strict;

CREATE TABLE schema_migrations (
  number integer primary key,
  name text not null,
  applied integer not null
) strict;

CREATE TABLE server_keys (
  name text primary key,
  bytes blob not null
) strict;

CREATE TABLE taken_runs (
  sequence text not null,
  low blob not null,
  high blob not null,
  primary key (sequence, low)
) strict;

CREATE TABLE versions (
  number integer primary key,
  time integer not null,
  actor text not null,
  message text,
  source text not null
) strict;

CREATE TABLE webhook_dead_letters (
  webhook text not null,
  version integer not null,
  attempts integer not null,
  reason text not null,
  time integer not null,
  resend integer,
  primary key (webhook, version)
) strict;

CREATE TABLE webhook_worker (
  one integer primary key check (one = 1),
  worker text not null,
  until integer not null
) strict;

CREATE TABLE webhooks (
  name text primary key,
  url text not null,
  query text,
  merge integer not null,
  secret text not null,
  old_secret text,
  old_until integer,
  paused text,
  position integer not null,
  failures integer not null,
  failing_since integer,
  next_try integer,
  last_error text,
  last_delivery integer,
  created integer not null,
  created_by text not null
) strict;

CREATE INDEX access_grants_role on access_grants (role);

CREATE INDEX allocation_loads_bearer on allocation_loads (bearer_id);

CREATE UNIQUE INDEX allocations_attribute on allocations (attribute_id, to_version);

CREATE INDEX allocations_begun on allocations (from_version);

CREATE INDEX allocations_ended on allocations (to_version) where to_version < 9007199254740991;

CREATE INDEX allocations_entity on allocations (entity_id, to_version);

CREATE INDEX allocations_manager on allocations (manager_id, to_version);

CREATE UNIQUE INDEX allocations_owner on allocations (space, resource, forced, to_version);

CREATE INDEX answers_time on answers (time);

CREATE INDEX applied_entity on applied (entity_id);

CREATE INDEX attributes_begun on attributes (from_version);

CREATE UNIQUE INDEX attributes_connection on attributes (entity_id, key, number, to_version) where subkey = 'connection' and key >= 'port-' and key < 'port.';

CREATE INDEX attributes_ended on attributes (to_version) where to_version < 9007199254740991;

CREATE INDEX attributes_entity on attributes (entity_id, to_version);

CREATE INDEX attributes_entity_key on attributes (entity_id, key, number, to_version);

CREATE INDEX attributes_int on attributes (int_value, key, to_version) where int_value is not null;

CREATE INDEX attributes_key on attributes (key, subkey, to_version);

CREATE INDEX attributes_relation on attributes (relation_id, to_version) where relation_id is not null;

CREATE INDEX attributes_string on attributes (substr(string_value, 1, 64), key, to_version) where string_value is not null;

CREATE INDEX attributes_until on attributes (int_value) where managed = 1 and subkey = 'until' and datatype = 'datetime' and to_version = 9007199254740991;

CREATE INDEX entity_states_begun on entity_states (from_version);

CREATE INDEX entity_states_driver on entity_states (driver, to_version);

CREATE UNIQUE INDEX entity_states_entity on entity_states (entity_id, to_version);

CREATE UNIQUE INDEX entity_states_name on entity_states (name, to_version);

CREATE INDEX entity_states_to on entity_states (to_version, entity_id);

CREATE INDEX entity_states_type on entity_states (type, to_version);

CREATE INDEX memberships_begun on memberships (from_version);

CREATE INDEX memberships_container on memberships (container_id, to_version, id);

CREATE INDEX memberships_ended on memberships (to_version) where to_version < 9007199254740991;

CREATE INDEX memberships_member on memberships (member_id, to_version, id);

CREATE UNIQUE INDEX memberships_once on memberships (container_id, member_id, to_version) where subkey is null;

CREATE UNIQUE INDEX memberships_unit on memberships (container_id, number, to_version) where subkey = 'ru';

CREATE INDEX versions_actor on versions (actor, number);

CREATE INDEX versions_time on versions (time, number);
