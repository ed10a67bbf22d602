import { AnswerRecords } from './answer-records.ts';
import { type AllocationCondition, allocationQuery, type AllocationRow } from './allocation-query.ts';
import {
  type AttributeCondition,
  attributeCondition,
  isUnstorable,
  Parameters,
  readsMemberships,
  visible,
} from './attribute-condition.ts';
import {
  type BearerCondition,
  bearersFromRows,
  bearerQuery,
  type BearerRow,
  type FlatBearerRow,
} from './bearer-query.ts';
import { distinctValues, lastFrom } from './distinct-values.ts';
import { ChangeReader } from './change-reader.ts';
import type { Connection, Dialect } from './dialect.ts';
import { type EntityPage, entityPage } from './entity-page.ts';
import { VersionReader } from './version-reader.ts';
import { type EntityTerm, isEverything, TermWriter } from './entity-term.ts';
import { HostReader } from './host-reader.ts';
import { namesFrom } from './names-from.ts';
import { Observations } from './observations.ts';
import type { Sight } from './sight.ts';
import type { AttributeRow, EntityRow, MembershipRow, OwnedAttributeRow, VersionRow } from './rows.ts';
import { StateReader } from './state-reader.ts';
import { type FlatShareRow, type ShareCondition, sharesFromRows, shareQuery, type ShareRow } from './share-query.ts';

/** Which entities to read. Groups restrict together; within a group one match is enough, so an empty group matches nothing. */
export interface EntityCondition {
  readonly names?: readonly string[];
  readonly types?: readonly string[];
  readonly drivers?: readonly string[];
  /** An entity needs an attribute that meets one of these. */
  readonly attributes?: readonly AttributeCondition[];
  /** Left out of the answer. */
  readonly exceptDriver?: string;
}

const entity = (alias: string): string => `${alias}.entity_id as id, ${alias}.name, ${alias}.type, ${alias}.driver`;
const isThere = visible('e');

const byName = `select ${entity('e')} from entity_states e where e.name = $2 and ${isThere}`;
const byId = `select ${entity('e')} from entity_states e where e.entity_id = $2 and ${isThere}`;

const membersOf = `
  select ${entity('e')}, m.id as membership, m.number, m.subkey
  from memberships m join entity_states e on e.entity_id = m.member_id and ${isThere}
  where m.container_id = $2 and ${visible('m')} order by m.id`;

const parentsOf = `
  select ${entity('e')}, m.id as membership, m.number, m.subkey
  from memberships m join entity_states e on e.entity_id = m.container_id and ${isThere}
  where m.member_id = $2 and ${visible('m')} order by m.id`;

/** No real inventory is as deep; the bound ends a walk through a damaged one. */
const deepest = 1000;

/** The entities below (or above) one, each once at its nearest depth, nearest first, then in the order of membership. */
function walk(from: 'container_id' | 'member_id', to: 'container_id' | 'member_id'): string {
  return `
  with recursive walk (id, depth, membership) as (
    select m.${to}, 1, m.id from memberships m where m.${from} = $2 and ${visible('m')}
    union
    select m.${to}, w.depth + 1, m.id from walk w join memberships m on m.${from} = w.id and ${visible('m')}
    where w.depth < ${deepest}
  ), nearest (id, depth, membership) as (
    select id, depth, membership from (
      select id, depth, membership, row_number() over (partition by id order by depth, membership) as place from walk
    ) ranked where place = 1
  )`;
}

const below = walk('container_id', 'member_id');
const above = walk('member_id', 'container_id');
const entitiesOfWalk = `select ${entity('e')} from nearest n join entity_states e on e.entity_id = n.id and ${isThere} order by n.depth, n.membership`;

const descendantsOf = `${below} ${entitiesOfWalk}`;
const ancestorsOf = `${above} ${entitiesOfWalk}`;

/** Every membership below an entity (or above it), at all depths. */
function placesOfWalk(from: 'container_id' | 'member_id', to: 'container_id' | 'member_id'): string {
  return `${walk(from, to)}, reached (id) as (
      select id from nearest union select cast($2 as bigint)
    )
    select m.${from} as origin, ${entity('e')} from reached r join memberships m on m.${from} = r.id and ${visible('m')}
    join entity_states e on e.entity_id = m.${to} and ${isThere} order by m.id`;
}

const placesBelow = placesOfWalk('container_id', 'member_id');
const placesAbove = placesOfWalk('member_id', 'container_id');

/** Ends also in a damaged inventory, however deep, as no entity comes twice. */
const containsAbove = `
  with recursive above (id) as (
    select cast($2 as bigint)
    union
    select m.container_id from above a join memberships m on m.member_id = a.id and ${visible('m')}
  )
  select count(*) as found from above where id = $3`;

/** The containers of one type above each member of a container, at whatever depth. */
const containersOfMembers = `
  with recursive above (member, id) as (
    select m.member_id, p.container_id from memberships m join memberships p on p.member_id = m.member_id and ${visible('p')}
    where m.container_id = $2 and ${visible('m')}
    union
    select a.member, p.container_id from above a join memberships p on p.member_id = a.id and ${visible('p')}
  )
  select a.member, a.id as container from above a join entity_states e on e.entity_id = a.id and ${isThere} where e.type = $3`;

const adjacency = `
  select c.entity_id as parent_id, c.name as parent_name, c.type as parent_type,
    e.entity_id as child_id, e.name as child_name, e.type as child_type
  from memberships m
  join entity_states c on c.entity_id = m.container_id and ${visible('c')}
  join entity_states e on e.entity_id = m.member_id and ${isThere}
  where ${visible('m')} order by m.id`;

/** One place of one thing, seen from the thing that the walk came from. */
export interface PlaceRow extends EntityRow {
  readonly origin: number;
}

export interface AdjacencyRow {
  readonly parent_id: number;
  readonly parent_name: string;
  readonly parent_type: string;
  readonly child_id: number;
  readonly child_name: string;
  readonly child_type: string;
}

/** Reads rows as they are at one version, or now. Every statement is the same for both. */
export class Reader extends VersionReader {
  /** What an attribute row carries, with the entity that a relation points to. */
  readonly #attribute: string;

  /** @param version a version number, or `now` @param sight what can be seen, where that is not everything */
  constructor(connection: () => Connection, dialect: Dialect, version: number, sight?: () => Sight | undefined) {
    super(connection, dialect, version, sight);
    this.#attribute = `a.id, a.entity_id as entity, a.key, a.subkey, a.number, a.datatype, ${dialect.wideInt('a.int_value')} as "int",
      a.float_value as "float", a.string_value as string, a.managed, a.from_version as since, a.relation_id as relation, ${related} as related`;
  }

  /** Versions, and what they changed. */
  get changes(): ChangeReader {
    return new ChangeReader(this.source, this.dialect, this.at, this.sight);
  }

  /** Many entities at once, with all that is known of them. */
  get state(): StateReader {
    return new StateReader(this.source, this.dialect, this.at, this.sight);
  }

  /** Many entities at once, with what the network knows of them. */
  get hosts(): HostReader {
    return new HostReader(this.source, this.dialect, this.at, this.sight);
  }

  /** What devices say that is so: now, whatever version is read at. */
  get observations(): Observations {
    return new Observations(this.source, this.dialect, this.at, this.sight);
  }

  /** What was answered to requests that may be sent again: now, whatever version is read at. */
  get answers(): AnswerRecords {
    return new AnswerRecords(this.source());
  }

  async entityByName(name: string): Promise<EntityRow | undefined> {
    if (isUnstorable(name)) return undefined;
    return (await this.connection().all<EntityRow>(byName, [this.at, name]))[0];
  }

  async entityById(id: number): Promise<EntityRow | undefined> {
    return (await this.connection().all<EntityRow>(byId, [this.at, id]))[0];
  }

  /** In the order of creation. */
  async entities(condition: EntityCondition): Promise<EntityRow[]> {
    const parameters = new Parameters(this.at);
    const terms = [isThere];
    const anyOf = (column: string, values: readonly string[] | undefined): void => {
      if (values !== undefined) terms.push(this.dialect.anyOf(column, parameters.add(values), 'text'));
    };
    anyOf(
      'e.name',
      condition.names?.filter((name) => !isUnstorable(name)),
    );
    anyOf('e.type', condition.types);
    anyOf('e.driver', condition.drivers);
    if (condition.exceptDriver !== undefined) terms.push(`e.driver <> ${parameters.add(condition.exceptDriver)}`);
    if (condition.attributes !== undefined) {
      const owners = condition.attributes.map((attribute) => this.#owners(attribute, parameters));
      terms.push(owners.length === 0 ? '1 = 0' : `e.entity_id in (${owners.join(' union ')})`);
    }
    const isSome = [condition.names, condition.types, condition.drivers, condition.attributes].some(Boolean);
    const from = isSome ? 'entity_states' : this.everyEntity;
    const text = `select ${entity('e')} from ${from} e where ${terms.join(' and ')} order by e.entity_id`;
    return this.connection().all<EntityRow>(text, parameters.values);
  }

  #owners(condition: AttributeCondition, parameters: Parameters): string {
    return `select a.entity_id from ${table(condition)} a where ${attributeCondition(condition, parameters, this.dialect)}`;
  }

  /** In the order of writing, memberships after the others. */
  async attributes(condition: AttributeCondition): Promise<AttributeRow[]> {
    const parameters = new Parameters(this.at);
    const where = attributeCondition(condition, parameters, this.dialect);
    const text = `select ${this.#attribute} from ${table(condition)} a where ${where}`;
    // sorted here: few rows come, and for those SQLite's sorter takes as long as finding them
    return (await this.connection().all<AttributeRow>(text, parameters.values)).sort((one, other) => one.id - other.id);
  }

  /** The same with the entities that have them: for searches over all entities. */
  async ownedAttributes(condition: AttributeCondition): Promise<OwnedAttributeRow[]> {
    const parameters = new Parameters(this.at);
    const where = attributeCondition(condition, parameters, this.dialect);
    const text = `select ${this.#attribute}, ${owner}
      from ${table(condition)} a join entity_states o on o.entity_id = a.entity_id and ${visible('o')} where ${where} order by a.id`;
    return this.connection().all<OwnedAttributeRow>(text, parameters.values);
  }

  /** An entity's own attributes, then those of its containers, nearest first and in the order of membership. */
  async mergedAttributes(id: number, condition: AttributeCondition): Promise<OwnedAttributeRow[]> {
    const parameters = new Parameters(this.at);
    parameters.add(id);
    const where = attributeCondition(condition, parameters, this.dialect);
    const text = `${above}, chain (id, depth, membership) as (
        select ${this.dialect.name === 'postgres' ? '$2::bigint' : '$2'}, 0, 0 union all select id, depth, membership from nearest
      )
      select ${this.#attribute}, ${owner} from chain c join ${table(condition)} a on a.entity_id = c.id
      join entity_states o on o.entity_id = a.entity_id and ${visible('o')}
      where ${where} order by c.depth, c.membership, a.id`;
    return this.connection().all<OwnedAttributeRow>(text, parameters.values);
  }

  /** The direct members, one row for each place. */
  members(container: number): Promise<MembershipRow[]> {
    return this.connection().all<MembershipRow>(membersOf, [this.at, container]);
  }

  /** The direct members of several containers, one row for each place; `container` is where it is. */
  membersOf(containers: readonly number[]): Promise<(MembershipRow & { readonly container: number })[]> {
    const text = `select ${entity('e')}, m.id as membership, m.number, m.subkey, m.container_id as container
      from memberships m join entity_states e on e.entity_id = m.member_id and ${isThere}
      where ${this.dialect.anyOf('m.container_id', '$2', 'int')} and ${visible('m')} order by m.id`;
    return this.connection().all(text, [this.at, containers]);
  }

  /** The containers that an entity is directly in, one row for each place, longest there first. */
  parents(member: number): Promise<MembershipRow[]> {
    return this.connection().all<MembershipRow>(parentsOf, [this.at, member]);
  }

  /** Everything below a container in one statement, each once, nearest first. */
  descendants(container: number): Promise<EntityRow[]> {
    return this.connection().all<EntityRow>(descendantsOf, [this.at, container]);
  }

  /** Every container above an entity in one statement, each once, nearest first. */
  ancestors(member: number): Promise<EntityRow[]> {
    return this.connection().all<EntityRow>(ancestorsOf, [this.at, member]);
  }

  /** Everything around several entities, for each of them once at its nearest depth, nearest first, then in the order of membership. */
  #around(
    origins: readonly number[],
    [from, to]: readonly ['container_id' | 'member_id', 'container_id' | 'member_id'],
    most?: number,
  ): Promise<PlaceRow[]> {
    const text = `with recursive walk (origin, id, depth, membership) as (
        select m.${from}, m.${to}, 1, m.id from memberships m where ${this.dialect.anyOf(`m.${from}`, '$2', 'int')} and ${visible('m')}
        union
        select w.origin, m.${to}, w.depth + 1, m.id from walk w join memberships m on m.${from} = w.id and ${visible('m')}
        where w.depth < ${deepest}
      ), nearest (origin, id, depth, membership) as (
        select origin, id, depth, membership from (
          select *, row_number() over (partition by origin, id order by depth, membership) as place from walk
        ) ranked where place = 1
      )
      select n.origin, ${entity('e')} from nearest n
      join entity_states e on e.entity_id = n.id and ${isThere} order by n.origin, n.depth, n.membership${most === undefined ? '' : ' limit $3'}`;
    return this.connection().all<PlaceRow>(text, [this.at, origins, ...(most === undefined ? [] : [most])]);
  }

  /** Every container above any of the members, nearest first and in the order of membership; `origin` is the member. */
  containersOf(members: readonly number[]): Promise<PlaceRow[]> {
    return this.#around(members, ['member_id', 'container_id']);
  }

  /** Everything below any of the containers, at most so many rows, nearest first; `origin` is the container. */
  contentsOf(containers: readonly number[], most: number): Promise<PlaceRow[]> {
    return this.#around(containers, ['container_id', 'member_id'], most);
  }

  /** What is in an entity and in what is below it, one row for each place, in the order of insertion. */
  placesBelow(container: number): Promise<PlaceRow[]> {
    return this.connection().all<PlaceRow>(placesBelow, [this.at, container]);
  }

  /** What an entity and what is above it is in, one row for each place, longest there first. */
  placesAbove(member: number): Promise<PlaceRow[]> {
    return this.connection().all<PlaceRow>(placesAbove, [this.at, member]);
  }

  /**
   * The entities that meet a condition, by type and name.
   * @param among only these: what that costs goes with their number, and not with what meets the condition
   */
  matching(term: EntityTerm, exceptDriver: string, among?: readonly number[]): Promise<EntityRow[]> {
    const parameters = new Parameters(this.at);
    const isOne = among === undefined ? '' : `${this.dialect.anyOf('e.entity_id', parameters.add(among), 'int')} and `;
    const where = isOne + new TermWriter(parameters, this.dialect, among !== undefined).write(term);
    const text = `select ${entity('e')} from entity_states e
      where ${isThere} and e.driver <> ${parameters.add(exceptDriver)} and ${where} order by e.type, e.name`;
    return this.connection().all<EntityRow>(text, parameters.values);
  }

  /** A page of the entities that meet a condition. */
  matchingPage(term: EntityTerm, exceptDriver: string, page: EntityPage): Promise<EntityRow[]> {
    const parameters = new Parameters(this.at);
    const where = this.#meeting(term, exceptDriver, parameters);
    const text = `select ${entity('e')} from ${where}${entityPage(page, parameters)}`;
    return this.connection().all<EntityRow>(text, parameters.values);
  }

  /** How many entities meet a condition. */
  async matchingCount(term: EntityTerm, exceptDriver: string): Promise<number> {
    const parameters = new Parameters(this.at);
    const from = isEverything(term) ? this.everyEntity : 'entity_states';
    const text = `select count(*) as count from ${this.#meeting(term, exceptDriver, parameters, from)}`;
    return (await this.connection().all<{ count: number }>(text, parameters.values))[0]?.count ?? 0;
  }

  #meeting(term: EntityTerm, exceptDriver: string, parameters: Parameters, from = 'entity_states'): string {
    const where = new TermWriter(parameters, this.dialect).write(term);
    return `${from} e where ${isThere} and e.driver <> ${parameters.add(exceptDriver)} and ${where}`;
  }

  /** Everything below any of these containers, each once. */
  async below(containers: readonly number[]): Promise<number[]> {
    const text = `with recursive below (id) as (
        select m.member_id from memberships m where ${this.dialect.anyOf('m.container_id', '$2', 'int')} and ${visible('m')}
        union
        select m.member_id from below b join memberships m on m.container_id = b.id and ${visible('m')}
      ) select id from below`;
    const rows = await this.connection().all<{ id: number }>(text, [this.at, containers]);
    return rows.map(({ id }) => id);
  }

  /** Who has an attribute of one of these keys that points to one of these entities, with the key. */
  referrers(entities: readonly number[], keys: readonly string[]): Promise<{ id: number; key: string }[]> {
    const key = this.dialect.unindexed('a.key');
    const text = `select distinct a.entity_id as id, a.key from attributes a
      where ${this.dialect.anyOf('a.relation_id', '$2', 'int')} and ${this.dialect.anyOf(key, '$3', 'text')} and ${visible('a')}`;
    return this.connection().all(text, [this.at, entities, keys]);
  }

  /** Every pair of key and subkey that a visible attribute has, sorted. */
  attributeNames(): Promise<{ key: string; subkey: string | null }[]> {
    const text = `select distinct a.key, a.subkey from attributes a where ${visible('a')} and not (a.key >= '_' and a.key < '\`') order by a.key, a.subkey`;
    return this.connection().all(text, [this.at]);
  }

  /** How many entities there are of each type, the driver that is named not counted. */
  typeCounts(exceptDriver: string): Promise<{ type: string; count: number }[]> {
    const text = `select e.type, count(*) as count from ${this.everyEntity} e where ${isThere} and e.driver <> $2 group by e.type order by e.type`;
    return this.connection().all(text, [this.at, exceptDriver]);
  }

  /** How many entities there are of each driver that has any. */
  async driverCounts(): Promise<Map<string, number>> {
    const text = `select e.driver, count(*) as count from ${this.everyEntity} e where ${isThere} group by e.driver`;
    const rows = await this.connection().all<{ driver: string; count: number }>(text, [this.at]);
    return new Map(rows.map(({ driver, count }) => [driver, count]));
  }

  /** Whether an entity is another, or contains it, at whatever depth. */
  async isOrContains(container: number, member: number): Promise<boolean> {
    const [row] = await this.connection().all<{ found: number }>(containsAbove, [this.at, member, container]);
    return row?.found === 1;
  }

  adjacency(): Promise<AdjacencyRow[]> {
    return this.connection().all<AdjacencyRow>(adjacency, [this.at]);
  }

  /** Those who hold a resource of a space, oldest first; several after a forced allocation. */
  owners(space: string, resource: Buffer): Promise<EntityRow[]> {
    const text = `select ${entity('e')} from allocations a join entity_states e on e.entity_id = a.entity_id and ${isThere}
      where a.space = $2 and a.resource = $3 and ${visible('a')} order by a.attribute_id`;
    return this.connection().all<EntityRow>(text, [this.at, space, resource]);
  }

  /** Who has which resource of whom, oldest first. */
  allocations(condition: AllocationCondition): Promise<AllocationRow[]> {
    const parameters = new Parameters(this.at);
    const text = allocationQuery(condition, parameters);
    return this.connection().all<AllocationRow>(text, parameters.values);
  }

  /** How many resources a manager has given out. */
  async allocationCount(manager: number): Promise<number> {
    const text = `select count(*) as count from allocations a where a.manager_id = $2 and ${visible('a')}`;
    const [row] = await this.connection().all<{ count: number }>(text, [this.at, manager]);
    return row?.count ?? 0;
  }

  /** The members of a container with what they have and what they bear, in the order of insertion, in one statement. */
  async bearers(condition: BearerCondition): Promise<BearerRow[]> {
    const parameters = new Parameters(this.at);
    const text = bearerQuery(condition, parameters, this.dialect);
    const rows = await this.connection().all<FlatBearerRow>(text, parameters.values);
    return bearersFromRows(rows, condition);
  }

  /** Who has a share of whom, oldest first, in one statement. */
  async shares(condition: ShareCondition): Promise<ShareRow[]> {
    const parameters = new Parameters(this.at);
    const text = shareQuery(condition, parameters, this.dialect);
    const rows = await this.connection().all<FlatShareRow>(text, parameters.values);
    return sharesFromRows(rows, condition);
  }

  /** For the members of a container, the containers of one type that they are in, at whatever depth. */
  containersOfMembers(container: number, type: string): Promise<{ member: number; container: number }[]> {
    return this.connection().all(containersOfMembers, [this.at, container, type]);
  }

  /** How many resources of a space each manager has given out, by the id of the manager. */
  async allocationCounts(space: string): Promise<Map<number, number>> {
    const text = `select a.manager_id as manager, count(*) as count from allocations a where a.space = $2 and ${visible('a')} group by a.manager_id`;
    const rows = await this.connection().all<{ manager: number; count: number }>(text, [this.at, space]);
    return new Map(rows.map(({ manager, count }) => [manager, count]));
  }

  /** The keys of attributes that are or were in use, in their order, `most` at most: one look-up each. */
  async attributeKeys(most: number): Promise<string[]> {
    if (this.sight() !== undefined) return this.#seenKeys(most);
    const text = distinctValues('attributes', 'key');
    const rows = await this.connection().all<{ word: string }>(text, ['', lastFrom(''), most]);
    return rows.map(({ word }) => word);
  }

  async #seenKeys(most: number): Promise<string[]> {
    const text = `select distinct a.key as word from attributes a where ${visible('a')} order by a.key limit $2`;
    const rows = await this.connection().all<{ word: string }>(text, [this.at, most]);
    return rows.map(({ word }) => word);
  }

  /** Names that are in use, of those beginning with `prefix`, from `first` on in the order of code points. */
  async namesFrom(first: string, last: string, most: number): Promise<string[]> {
    const rows = await this.connection().all<{ name: string }>(namesFrom, [this.at, first, last, most]);
    return rows.map((row) => row.name);
  }

  /** The version that is read at, by its number and time: that it is there is no secret, whatever it did. */
  async latestVersion(): Promise<Pick<VersionRow, 'number' | 'time'> | undefined> {
    const text = `select number, time from ${this.#numbers} where number <= $1 order by number desc limit 1`;
    return (await this.connection().all<VersionRow>(text, [this.at]))[0];
  }

  /** The number of the version that is read at; 0 before the first. */
  async versionNumber(): Promise<number> {
    return (await this.latestVersion())?.number ?? 0;
  }

  get #numbers(): string {
    return this.sight() === undefined ? 'versions' : 'known_versions';
  }

  /** The newest versions first, up to the version that is read at. */
  versions(most: number, before: number): Promise<VersionRow[]> {
    const text = `select * from versions where number <= $1 and number < $2 order by number desc limit $3`;
    return this.connection().all<VersionRow>(text, [this.at, before, most]);
  }

  /** The number of the last version that was there at a time (milliseconds since 1970); 0 before the first. */
  async versionAt(time: number): Promise<number> {
    const text = `select number from ${this.#numbers} where number <= $1 and time <= $2 order by time desc, number desc limit 1`;
    return (await this.connection().all<{ number: number }>(text, [this.at, time]))[0]?.number ?? 0;
  }
}

const owner = 'o.name as owner_name, o.type as owner_type, o.driver as owner_driver';
/** The entity that a relation points to. A look-up of its own: as a join it takes SQLite longer, also where there is none. */
const related = `(select r.type || '/' || r.driver || '/' || r.name from entity_states r where r.entity_id = a.relation_id and ${visible('r')})`;

function table(condition: AttributeCondition): string {
  return readsMemberships(condition) ? 'attribute_rows' : 'attributes';
}
