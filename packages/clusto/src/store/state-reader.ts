import { Parameters, visible } from './attribute-condition.ts';
import type { SqlValue } from './dialect.ts';
import type { SightedTable } from './sight.ts';
import { VersionReader } from './version-reader.ts';
import { open, type AttributeColumns, type EntityRow } from './rows.ts';

/** An attribute of one of many entities, with the name of the entity that a relation points to. */
export interface StateAttribute extends AttributeColumns {
  /** The version that wrote it. */
  readonly since: number;
  readonly related: string | null;
}

/** An attribute that points to an entity, with whose it is. */
export interface StatePointer extends StateAttribute {
  /** The entity that it points to. */
  readonly relation: number;
  readonly ownerName: string;
  readonly ownerType: string;
  readonly ownerDriver: string;
}

/** A place of a member in a container, with the names of both. */
export interface StatePlace {
  readonly id: number;
  readonly container: number;
  readonly containerName: string;
  readonly containerType: string;
  readonly containerDriver: string;
  readonly member: number;
  readonly memberName: string;
  readonly number: number;
  readonly subkey: string | null;
  readonly since: number;
}

/** A resource that an entity has. */
export interface StateClaim {
  /** The attribute that carries the resource. */
  readonly id: number;
  readonly entity: number;
  readonly manager: number;
  readonly managerName: string;
  readonly managerType: string;
  readonly managerDriver: string;
  readonly forced: number;
  readonly since: number;
}

const entity = 'e.entity_id as id, e.name, e.type, e.driver';

/**
 * Reads many entities at once, with all that is known of them, so that an inventory can be gone through with as many
 * statements as it has pages, and with the memory of one page.
 */
export class StateReader extends VersionReader {
  #all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.connection().all<Row>(text, [this.at, ...values]);
  }

  #among(column: string, parameter: string): string {
    return this.dialect.anyOf(column, parameter, 'int');
  }

  /** The next entities in the order of their names (by code point). @param exceptDriver is left out */
  entitiesAfter(name: string, most: number, exceptDriver: string): Promise<EntityRow[]> {
    const text = `select ${entity} from entity_states e
      where e.name > $2 and ${visible('e')} and e.driver <> $3 order by e.name limit $4`;
    return this.#all(text, name, exceptDriver, most);
  }

  entitiesOf(ids: readonly number[]): Promise<EntityRow[]> {
    return this.#all(
      `select ${entity} from entity_states e where ${this.#among('e.entity_id', '$2')} and ${visible('e')}`,
      ids,
    );
  }

  /** Since which version an entity is what it is: under its name, of its driver. */
  async since(id: number): Promise<number> {
    const text = `select e.from_version as since from entity_states e where e.entity_id = $2 and ${visible('e')}`;
    return (await this.#all<{ since: number }>(text, id))[0]?.since ?? 0;
  }

  get #attribute(): string {
    return `a.id, a.entity_id as entity, a.key, a.subkey, a.number, a.datatype, ${this.dialect.wideInt('a.int_value')} as "int",
        a.float_value as "float", a.string_value as string, a.managed, a.from_version as since, r.name as related`;
  }

  /** All attributes, hidden ones too, in the order of writing; without memberships. */
  async attributesOf(entities: readonly number[]): Promise<StateAttribute[]> {
    const text = `select ${this.#attribute}
      from attributes a left join entity_states r on r.entity_id = a.relation_id and ${visible('r')}
      where ${this.#among('a.entity_id', '$2')} and ${visible('a')}`;
    return (await this.#all<StateAttribute>(text, entities)).sort((one, other) => one.id - other.id);
  }

  /** The attributes that point to these entities, with whose they are, in the order of writing; without hidden ones. */
  pointingTo(entities: readonly number[], most: number): Promise<StatePointer[]> {
    const text = `select ${this.#attribute}, a.relation_id as relation, o.name as "ownerName", o.type as "ownerType", o.driver as "ownerDriver"
      from attributes a join entity_states r on r.entity_id = a.relation_id and ${visible('r')}
      join entity_states o on o.entity_id = a.entity_id and ${visible('o')}
      where ${this.#among('a.relation_id', '$2')} and ${visible('a')} and not (a.key >= '_' and a.key < '\`')
      order by a.id limit $3`;
    return this.#all(text, entities, most);
  }

  #places(condition: string, value: SqlValue): Promise<StatePlace[]> {
    const text = `select m.id, m.container_id as container, c.name as "containerName",
        c.type as "containerType", c.driver as "containerDriver", m.member_id as member, e.name as "memberName",
        m.number, m.subkey, m.from_version as since
      from memberships m join entity_states c on c.entity_id = m.container_id and ${visible('c')}
      join entity_states e on e.entity_id = m.member_id and ${visible('e')}
      where ${condition} and ${visible('m')} order by m.id`;
    return this.#all(text, value);
  }

  /** What these entities are in, longest there first. */
  placesOf(members: readonly number[]): Promise<StatePlace[]> {
    return this.#places(this.#among('m.member_id', '$2'), members);
  }

  /** What is in a container, in the order of insertion. */
  placesIn(container: number): Promise<StatePlace[]> {
    return this.#places('m.container_id = $2', container);
  }

  /** Which of these entities contain anything. */
  async containersAmong(entities: readonly number[]): Promise<Set<number>> {
    const text = `select distinct m.container_id as id from memberships m where ${this.#among('m.container_id', '$2')} and ${visible('m')}`;
    return new Set((await this.#all<{ id: number }>(text, entities)).map(({ id }) => id));
  }

  /** What these entities have of managers, oldest first. */
  claimsOf(entities: readonly number[]): Promise<StateClaim[]> {
    const text = `select al.attribute_id as id, al.entity_id as entity, al.manager_id as manager, m.name as "managerName", m.type as "managerType",
        m.driver as "managerDriver", al.forced, al.from_version as since
      from allocations al join entity_states m on m.entity_id = al.manager_id and ${visible('m')}
      where ${this.#among('al.entity_id', '$2')} and ${visible('al')} order by al.attribute_id`;
    return this.#all(text, entities);
  }

  /**
   * The version in which the last one of some rows ended; 0 where none did.
   * @param whose values that columns have
   */
  async ended(table: SightedTable, whose: Readonly<Record<string, string | number | null>>): Promise<number> {
    const parameters = new Parameters(this.at);
    const terms = Object.entries(whose).map(([column, value]) =>
      value === null ? `${column} is null` : `${column} = ${parameters.add(value)}`,
    );
    const text = `select max(to_version) as last from ${this.table('ended', table)} where from_version <= $1 and ${terms.join(' and ')} and to_version < ${open}`;
    const [row] = await this.connection().all<{ last: number | null }>(text, parameters.values);
    return row?.last ?? 0;
  }
}
