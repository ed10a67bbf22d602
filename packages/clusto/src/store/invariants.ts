import { open } from './rows.ts';

/** Something that no row may be, which the schema alone cannot keep from happening: by another program, or by a damaged disk. */
export interface Invariant {
  /** Stable, for programs. */
  readonly code: string;
  /** What was found, after the number of them. */
  readonly what: string;
  /** What can be done about it. */
  readonly advice: string;
  /** Whether it is bookkeeping that can be computed again. */
  readonly isMirror?: boolean;
  /** Selects the offenders, each as a text `subject`. */
  readonly query: string;
}

const live = (alias: string): string => `${alias}.to_version = ${open}`;
const lives = (id: string): string =>
  `exists (select 1 from entity_states e where e.entity_id = ${id} and ${live('e')})`;
/** The name of an entity, or what can be said of one that is gone. */
const named = (id: string): string =>
  `coalesce((select e.name from entity_states e where e.entity_id = ${id} and ${live('e')} limit 1), 'entity ' || cast(${id} as text))`;
const attribute = `${named('a.entity_id')} || ' ' || a.key || coalesce('.' || a.subkey, '')`;
const isVersion = (column: string): string => `exists (select 1 from versions v where v.number = ${column})`;

const log =
  'Look with `clusto history NAME` and `clusto log` at when it came, and restore a backup of before if it is more than a few.';
const remove = (what: string): string => `Remove it with ${what}. ${log}`;
const mend = '`clusto doctor --fix` computes it again from the allocations.';

const histories = ['entity_states', 'attributes', 'memberships', 'allocations'].map((table): Invariant => ({
  code: `${table.replace('_', '-')}-without-version`,
  what: `rows of ${table} that belong to no version`,
  advice: log,
  query: `select '${table} of entity ' || cast(${table === 'memberships' ? 't.member_id' : 't.entity_id'} as text) as subject from ${table} t
      where not ${isVersion('t.from_version')} or not (${live('t')} or ${isVersion('t.to_version')})`,
}));

/** Every rule that `clusto doctor` checks again, each one statement, whatever is in the inventory. */
export const invariants: readonly Invariant[] = [
  {
    code: 'name-twice',
    what: 'names that several entities have',
    advice: 'Rename all but one with `clusto rename`.',
    query: `select s.name as subject from entity_states s where ${live('s')} group by s.name having count(*) > 1`,
  },
  {
    code: 'entity-without-state',
    what: 'entities that never had a name',
    advice: log,
    query: `select 'entity ' || cast(n.id as text) as subject from entities n where not exists (select 1 from entity_states s where s.entity_id = n.id)`,
  },
  ...histories,
  {
    code: 'attribute-of-nothing',
    what: 'attributes of entities that are gone',
    advice: log,
    query: `select ${attribute} as subject from attributes a where ${live('a')} and not ${lives('a.entity_id')}`,
  },
  {
    code: 'relation-to-nothing',
    what: 'attributes that point to entities that are gone',
    advice: remove('`clusto attr delete`'),
    query: `select ${attribute} as subject from attributes a where ${live('a')} and a.relation_id is not null and not ${lives('a.relation_id')}`,
  },
  {
    code: 'membership-half',
    what: 'memberships with one end',
    advice: log,
    query: `select ${named('m.container_id')} || ' contains ' || ${named('m.member_id')} as subject from memberships m
      where ${live('m')} and not (${lives('m.container_id')} and ${lives('m.member_id')})`,
  },
  {
    code: 'containment-cycle',
    what: 'entities that contain themselves',
    advice: 'Take one of them out of its container, with `clusto pool remove` or `clusto rack remove`.',
    query: `select ${named('u.id')} as subject from (
        with recursive up (origin, id) as (
          select m.member_id, m.container_id from memberships m where ${live('m')}
          union
          select u.origin, m.container_id from up u join memberships m on m.member_id = u.id and ${live('m')}
        ) select origin as id from up where origin = id
      ) u`,
  },
  {
    code: 'unit-twice',
    what: 'rack units with several devices',
    advice: 'Move one of them with `clusto rack move`.',
    query: `select ${named('m.container_id')} || ' unit ' || cast(m.number as text) as subject from memberships m
      where ${live('m')} and m.subkey = 'ru' group by m.container_id, m.number having count(*) > 1`,
  },
  {
    code: 'cable-half',
    what: 'cables with one end',
    advice: remove('`clusto port disconnect`'),
    query: `select ${named('a.entity_id')} || ' ' || a.key || ' ' || cast(a.number as text) as subject from attributes a
      where ${live('a')} and a.subkey = 'connection' and a.key >= 'port-' and a.key < 'port.'
      and not exists (select 1 from attributes o where ${live('o')} and o.entity_id = a.entity_id and o.key = a.key
        and o.number = a.number and o.subkey = 'otherportnum'
        and exists (select 1 from attributes b where ${live('b')} and b.entity_id = a.relation_id and b.key = a.key
          and b.number = o.int_value and b.subkey = 'connection' and b.relation_id = a.entity_id))`,
  },
  {
    code: 'resource-twice',
    what: 'resources that several own, though nobody forced it',
    advice: 'Release all but one, as with `clusto ip release`.',
    query: `select ${named('d.one')} || ' and ' || ${named('d.other')} || ', of ' || d.space as subject from (
        select l.space, min(l.entity_id) as one, max(l.entity_id) as other from allocations l
        where ${live('l')} and l.forced = 0 group by l.space, l.resource having count(*) > 1
      ) d`,
  },
  {
    code: 'allocation-without-attribute',
    what: 'allocations whose attribute is gone',
    advice: log,
    query: `select ${named('l.entity_id')} || ' of ' || ${named('l.manager_id')} as subject from allocations l where ${live('l')}
      and not exists (select 1 from attributes a where a.id = l.attribute_id and ${live('a')})`,
  },
  {
    code: 'attribute-without-allocation',
    what: 'allocated attributes without an allocation',
    advice: log,
    query: `select ${attribute} as subject from attributes a where ${live('a')} and a.managed = 1 and a.subkey is null
      and not exists (select 1 from allocations l where l.attribute_id = a.id and ${live('l')})`,
  },
  {
    code: 'allocation-of-nothing',
    what: 'allocations of entities or managers that are gone',
    advice: log,
    query: `select ${named('l.entity_id')} || ' of ' || ${named('l.manager_id')} as subject from allocations l
      where ${live('l')} and not (${lives('l.entity_id')} and ${lives('l.manager_id')})`,
  },
  {
    code: 'place-not-taken',
    what: 'allocated places that would be handed out again',
    advice: mend,
    isMirror: true,
    query: `select ${named('l.entity_id')} || ' of ' || ${named('l.manager_id')} as subject from allocations l where ${live('l')} and l.sequence is not null
      and not exists (select 1 from taken_runs r where r.sequence = l.sequence and r.low <= l.position and r.high >= l.position)`,
  },
  {
    code: 'load-sum',
    what: 'sums of loads that are not what allocations take',
    advice: mend,
    isMirror: true,
    query: `select ${named('l.bearer_id')} || ' ' || l.quantity as subject from loads l where l.total <> coalesce((select sum(a.amount)
        from allocation_loads a where a.bearer_id = l.bearer_id and a.quantity = l.quantity), 0)
      union
      select ${named('a.bearer_id')} || ' ' || a.quantity from allocation_loads a
        where not exists (select 1 from loads l where l.bearer_id = a.bearer_id and l.quantity = a.quantity)`,
  },
  {
    code: 'load-of-nothing',
    what: 'loads of allocations that are gone',
    advice: mend,
    isMirror: true,
    query: `select ${named('a.bearer_id')} || ' ' || a.quantity as subject from allocation_loads a
      where not exists (select 1 from allocations l where l.attribute_id = a.attribute_id and ${live('l')})`,
  },
  {
    code: 'share-without-load',
    what: 'shares of a host that are not counted',
    advice: log,
    query: `select ${attribute} as subject from attributes a join attributes h on h.entity_id = a.entity_id and h.key = a.key
        and h.number = a.number and h.subkey is null and ${live('h')}
      where ${live('a')} and a.managed = 1 and a.subkey like 'allocated%'
      and not exists (select 1 from allocation_loads l where l.attribute_id = h.id and l.bearer_id = h.relation_id
        and a.subkey = 'allocated_' || l.quantity and l.amount = a.int_value)`,
  },
];
