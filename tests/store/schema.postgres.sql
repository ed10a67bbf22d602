table access_grants
  role text collate "C" not null
  kind text collate "C" not null
  subject text collate "C" not null
  granted bigint not null
  granted_by text collate "C" not null
  PRIMARY KEY (kind, subject, role);

table access_roles
  name text collate "C" not null
  rules text collate "C" not null
  changed bigint not null
  changed_by text collate "C" not null
  PRIMARY KEY (name);

table access_tokens
  id text collate "C" not null
  hash bytea not null
  actor text collate "C" not null
  scopes text collate "C" not null
  note text collate "C"
  created bigint not null
  created_by text collate "C" not null
  expires bigint
  last_used bigint
  revoked bigint
  revoked_by text collate "C"
  PRIMARY KEY (id);

table allocation_loads
  attribute_id bigint not null
  bearer_id bigint not null
  quantity text collate "C" not null
  amount bigint not null
  CHECK ((amount > 0))
  FOREIGN KEY (bearer_id) REFERENCES entities(id)
  PRIMARY KEY (attribute_id, bearer_id, quantity);

table allocations
  attribute_id bigint not null
  entity_id bigint not null
  manager_id bigint not null
  space text collate "C" not null
  resource bytea not null
  forced bigint not null
  sequence text collate "C"
  position bytea
  from_version bigint not null
  to_version bigint not null
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  FOREIGN KEY (manager_id) REFERENCES entities(id);

table answers
  actor text collate "C" not null
  key text collate "C" not null
  request text collate "C" not null
  status bigint
  headers text collate "C" not null
  body text collate "C"
  time bigint not null
  PRIMARY KEY (actor, key);

table applied
  set_name text collate "C" not null
  name text collate "C" not null
  entity_id bigint not null
  content text collate "C" not null
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  PRIMARY KEY (set_name, name);

table attributes
  id bigint not null identity
  entity_id bigint not null
  key text collate "C" not null
  subkey text collate "C"
  number bigint
  datatype text collate "C" not null
  int_value bigint
  float_value double precision
  string_value text collate "C"
  relation_id bigint
  managed bigint not null
  from_version bigint not null
  to_version bigint not null
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  PRIMARY KEY (id)
  FOREIGN KEY (relation_id) REFERENCES entities(id);

table counters
  entity_id bigint not null
  key text collate "C" not null
  value bigint not null
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  PRIMARY KEY (entity_id, key);

table entities
  id bigint not null identity
  from_version bigint not null
  PRIMARY KEY (id);

table entity_states
  id bigint not null identity
  entity_id bigint not null
  name text collate "C" not null
  type text collate "C" not null
  driver text collate "C" not null
  from_version bigint not null
  to_version bigint not null
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  PRIMARY KEY (id);

table loads
  bearer_id bigint not null
  quantity text collate "C" not null
  total bigint not null
  FOREIGN KEY (bearer_id) REFERENCES entities(id)
  PRIMARY KEY (bearer_id, quantity)
  CHECK ((total >= 0));

table memberships
  id bigint not null identity
  container_id bigint not null
  member_id bigint not null
  number bigint not null
  subkey text collate "C"
  from_version bigint not null
  to_version bigint not null
  FOREIGN KEY (container_id) REFERENCES entities(id)
  FOREIGN KEY (member_id) REFERENCES entities(id)
  PRIMARY KEY (id);

table observations
  entity_id bigint not null
  key text collate "C" not null
  number bigint not null
  subkey text collate "C" not null
  value text collate "C" not null
  source text collate "C" not null
  first_seen bigint not null
  last_seen bigint not null
  gone bigint
  dismissed text collate "C"
  FOREIGN KEY (entity_id) REFERENCES entities(id)
  PRIMARY KEY (entity_id, key, number, subkey, value);

table schema_migrations
  number bigint not null
  name text collate "C" not null
  applied bigint not null
  PRIMARY KEY (number);

table server_keys
  name text collate "C" not null
  bytes bytea not null
  PRIMARY KEY (name);

table taken_runs
  sequence text collate "C" not null
  low bytea not null
  high bytea not null
  PRIMARY KEY (sequence, low);

table versions
  number bigint not null
  time bigint not null
  actor text collate "C" not null
  message text collate "C"
  source text collate "C" not null
  PRIMARY KEY (number);

table webhook_dead_letters
  webhook text collate "C" not null
  version bigint not null
  attempts bigint not null
  reason text collate "C" not null
  time bigint not null
  resend bigint
  PRIMARY KEY (webhook, version);

table webhook_worker
  one bigint not null
  worker text collate "C" not null
  until bigint not null
  CHECK ((one = 1))
  PRIMARY KEY (one);

table webhooks
  name text collate "C" not null
  url text collate "C" not null
  query text collate "C"
  merge bigint not null
  secret text collate "C" not null
  old_secret text collate "C"
  old_until bigint
  paused text collate "C"
  position bigint not null
  failures bigint not null
  failing_since bigint
  next_try bigint
  last_error text collate "C"
  last_delivery bigint
  created bigint not null
  created_by text collate "C" not null
  PRIMARY KEY (name);

CREATE UNIQUE INDEX access_grants_pkey ON public.access_grants USING btree (kind, subject, role);

CREATE INDEX access_grants_role ON public.access_grants USING btree (role);

CREATE UNIQUE INDEX access_roles_pkey ON public.access_roles USING btree (name);

CREATE UNIQUE INDEX access_tokens_pkey ON public.access_tokens USING btree (id);

CREATE INDEX allocation_loads_bearer ON public.allocation_loads USING btree (bearer_id);

CREATE UNIQUE INDEX allocation_loads_pkey ON public.allocation_loads USING btree (attribute_id, bearer_id, quantity);

CREATE UNIQUE INDEX allocations_attribute ON public.allocations USING btree (attribute_id, to_version);

CREATE INDEX allocations_begun ON public.allocations USING btree (from_version);

CREATE INDEX allocations_ended ON public.allocations USING btree (to_version) WHERE (to_version < '9007199254740991'::bigint);

CREATE INDEX allocations_entity ON public.allocations USING btree (entity_id, to_version);

CREATE INDEX allocations_manager ON public.allocations USING btree (manager_id, to_version);

CREATE UNIQUE INDEX allocations_owner ON public.allocations USING btree (space, resource, forced, to_version);

CREATE UNIQUE INDEX answers_pkey ON public.answers USING btree (actor, key);

CREATE INDEX answers_time ON public.answers USING btree ("time");

CREATE INDEX applied_entity ON public.applied USING btree (entity_id);

CREATE UNIQUE INDEX applied_pkey ON public.applied USING btree (set_name, name);

CREATE INDEX attributes_begun ON public.attributes USING btree (from_version);

CREATE UNIQUE INDEX attributes_connection ON public.attributes USING btree (entity_id, key, number, to_version) WHERE ((subkey = 'connection'::text) AND (key >= 'port-'::text) AND (key < 'port.'::text));

CREATE INDEX attributes_ended ON public.attributes USING btree (to_version) WHERE (to_version < '9007199254740991'::bigint);

CREATE INDEX attributes_entity ON public.attributes USING btree (entity_id, to_version);

CREATE INDEX attributes_entity_key ON public.attributes USING btree (entity_id, key, number, to_version);

CREATE INDEX attributes_int ON public.attributes USING btree (int_value, key, to_version) WHERE (int_value IS NOT NULL);

CREATE INDEX attributes_key ON public.attributes USING btree (key, subkey, to_version);

CREATE UNIQUE INDEX attributes_pkey ON public.attributes USING btree (id);

CREATE INDEX attributes_relation ON public.attributes USING btree (relation_id, to_version) WHERE (relation_id IS NOT NULL);

CREATE INDEX attributes_string ON public.attributes USING btree (substr(string_value, 1, 64), key, to_version) WHERE (string_value IS NOT NULL);

CREATE INDEX attributes_until ON public.attributes USING btree (int_value) WHERE ((managed = 1) AND (subkey = 'until'::text) AND (datatype = 'datetime'::text) AND (to_version = '9007199254740991'::bigint));

CREATE UNIQUE INDEX counters_pkey ON public.counters USING btree (entity_id, key);

CREATE UNIQUE INDEX entities_pkey ON public.entities USING btree (id);

CREATE INDEX entity_states_begun ON public.entity_states USING btree (from_version);

CREATE INDEX entity_states_driver ON public.entity_states USING btree (driver, to_version);

CREATE UNIQUE INDEX entity_states_entity ON public.entity_states USING btree (entity_id, to_version);

CREATE UNIQUE INDEX entity_states_name ON public.entity_states USING btree (name, to_version);

CREATE UNIQUE INDEX entity_states_pkey ON public.entity_states USING btree (id);

CREATE INDEX entity_states_to ON public.entity_states USING btree (to_version, entity_id);

CREATE INDEX entity_states_type ON public.entity_states USING btree (type, to_version);

CREATE UNIQUE INDEX loads_pkey ON public.loads USING btree (bearer_id, quantity);

CREATE INDEX memberships_begun ON public.memberships USING btree (from_version);

CREATE INDEX memberships_container ON public.memberships USING btree (container_id, to_version, id);

CREATE INDEX memberships_ended ON public.memberships USING btree (to_version) WHERE (to_version < '9007199254740991'::bigint);

CREATE INDEX memberships_member ON public.memberships USING btree (member_id, to_version, id);

CREATE UNIQUE INDEX memberships_once ON public.memberships USING btree (container_id, member_id, to_version) WHERE (subkey IS NULL);

CREATE UNIQUE INDEX memberships_pkey ON public.memberships USING btree (id);

CREATE UNIQUE INDEX memberships_unit ON public.memberships USING btree (container_id, number, to_version) WHERE (subkey = 'ru'::text);

CREATE UNIQUE INDEX observations_pkey ON public.observations USING btree (entity_id, key, number, subkey, value);

CREATE UNIQUE INDEX schema_migrations_pkey ON public.schema_migrations USING btree (number);

CREATE UNIQUE INDEX server_keys_pkey ON public.server_keys USING btree (name);

CREATE UNIQUE INDEX taken_runs_pkey ON public.taken_runs USING btree (sequence, low);

CREATE INDEX versions_actor ON public.versions USING btree (actor, number);

CREATE UNIQUE INDEX versions_pkey ON public.versions USING btree (number);

CREATE INDEX versions_time ON public.versions USING btree ("time", number);

CREATE UNIQUE INDEX webhook_dead_letters_pkey ON public.webhook_dead_letters USING btree (webhook, version);

CREATE UNIQUE INDEX webhook_worker_pkey ON public.webhook_worker USING btree (one);

CREATE UNIQUE INDEX webhooks_pkey ON public.webhooks USING btree (name);

view attribute_rows as
 SELECT attributes.id,
    attributes.entity_id,
    attributes.key,
    attributes.subkey,
    attributes.number,
    attributes.datatype,
    attributes.int_value,
    attributes.float_value,
    attributes.string_value,
    attributes.relation_id,
    attributes.managed,
    attributes.from_version,
    attributes.to_version
   FROM attributes
UNION ALL
 SELECT memberships.id,
    memberships.container_id AS entity_id,
    '_contains'::text AS key,
    memberships.subkey,
    memberships.number,
    'relation'::text AS datatype,
    NULL::bigint AS int_value,
    NULL::double precision AS float_value,
    NULL::text AS string_value,
    memberships.member_id AS relation_id,
    0 AS managed,
    memberships.from_version,
    memberships.to_version
   FROM memberships;
