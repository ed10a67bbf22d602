import { visible } from './attribute-condition.ts';
import type { SqlValue } from './dialect.ts';
import { VersionReader } from './version-reader.ts';
import { valueRows } from './insert-rows.ts';

/** Something that a device says of an entity, named as the attribute that would say it: `port-nic-eth` 7 `vlan`. */
export interface Fact {
  readonly entity: number;
  readonly key: string;
  readonly number: number;
  readonly subkey: string;
  readonly value: string;
}

/** A fact with what it puts an end to. */
export interface NewFact extends Fact {
  /**
   * `one`: there is one value at a time. `elsewhere`: there are many, and each is at one number of the entity at a time, as
   * a MAC address is at one port of a switch.
   */
  readonly ends: 'one' | 'elsewhere';
}

/** What is observed, with the entity as it is called now. Times are milliseconds since 1970. */
export interface Observation extends Fact {
  readonly name: string;
  readonly type: string;
  readonly source: string;
  /** Since when it has been so without an end. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Who does not want to hear of it; null where nobody said so. */
  readonly dismissed: string | null;
}

/** So many values are kept of a thing that has many, such as the MAC addresses at a port: a flood of them ends there. */
const mostOfOne = 64;
const factsAtOnce = 400;

const slot = "key || ' ' || number || ' ' || subkey";
const own = "key || ' ' || subkey || ' ' || value";
const whole = `${slot} || ' ' || value`;
const slotOf = ({ key, number, subkey }: Fact): string => `${key} ${number} ${subkey}`;
const wholeOf = (fact: Fact): string => `${slotOf(fact)} ${fact.value}`;

/** What devices say that is so. It has no history, and writing it is no version. */
export class Observations extends VersionReader {
  /** Everything that is observed now, by entities that are there, or by these; newest first. */
  current(entities?: readonly number[]): Promise<Observation[]> {
    const some = entities === undefined ? '' : ` and ${this.dialect.anyOf('o.entity_id', '$2', 'int')}`;
    const text = `select o.entity_id as entity, e.name, e.type, o.key, o.number, o.subkey, o.value, o.source,
        o.first_seen as "firstSeen", o.last_seen as "lastSeen", o.dismissed
      from observations o join entity_states e on e.entity_id = o.entity_id and ${visible('e')}
      where o.gone is null${some} order by o.first_seen desc, o.entity_id, o.key, o.number, o.subkey, o.value`;
    return this.connection().all<Observation>(text, entities === undefined ? [this.at] : [this.at, entities]);
  }

  /**
   * Notes what is so now, and what is not so any more: in as many statements however much is known.
   * @param source who says so @param time milliseconds since 1970
   */
  async note(facts: readonly NewFact[], ended: readonly Fact[], source: string, time: number): Promise<void> {
    const entities = [...new Set([...facts, ...ended].map(({ entity }) => entity))];
    if (entities.length === 0) return;
    const any = (column: string, parameter: string): string => this.dialect.anyOf(column, parameter, 'text');
    const text = `update observations set gone = $1 where gone is null and ${this.dialect.anyOf('entity_id', '$2', 'int')}
      and (${any(slot, '$3')} or ${any(own, '$4')} or ${any(whole, '$5')}) and not ${any(whole, '$6')}`;
    await this.connection().run(text, [
      time,
      entities,
      facts.filter(({ ends }) => ends === 'one').map(slotOf),
      facts.filter(({ ends }) => ends === 'elsewhere').map(({ key, subkey, value }) => `${key} ${subkey} ${value}`),
      ended.map(wholeOf),
      facts.map(wholeOf),
    ]);
    for (let start = 0; start < facts.length; start += factsAtOnce)
      await this.#upsert(facts.slice(start, start + factsAtOnce), source, time);
    if (facts.length > 0) await this.#prune(entities);
  }

  async #upsert(facts: readonly Fact[], source: string, time: number): Promise<void> {
    const text = `insert into observations (entity_id, key, number, subkey, value, source, first_seen, last_seen)
      values ${valueRows(facts.length, 8)} on conflict (entity_id, key, number, subkey, value) do update set
        source = excluded.source, last_seen = excluded.last_seen, gone = null,
        first_seen = case when observations.gone is null then observations.first_seen else excluded.first_seen end`;
    const values = facts.flatMap((fact): SqlValue[] => {
      const { entity, key, number, subkey, value } = fact;
      return [entity, key, number, subkey, value, source, time, time];
    });
    await this.connection().run(text, values);
  }

  async #prune(entities: readonly number[]): Promise<void> {
    const fact = 'entity_id, key, number, subkey, value';
    const order =
      'partition by entity_id, key, number, subkey order by case when gone is null then 0 else 1 end, last_seen desc, value';
    const text = `delete from observations where ${this.dialect.anyOf('entity_id', '$1', 'int')} and (${fact}) in (
      select ${fact} from (select ${fact}, row_number() over (${order}) as place from observations
        where ${this.dialect.anyOf('entity_id', '$1', 'int')}) ranked where place > ${mostOfOne})`;
    await this.connection().run(text, [entities]);
  }

  /** Notes that somebody does not want to hear of some facts, for as long as they are so. */
  async dismiss(facts: readonly Fact[], actor: string): Promise<void> {
    const entities = [...new Set(facts.map(({ entity }) => entity))];
    const text = `update observations set dismissed = $1 where ${this.dialect.anyOf('entity_id', '$2', 'int')}
      and ${this.dialect.anyOf(`entity_id || ' ' || ${whole}`, '$3', 'text')}`;
    await this.connection().run(text, [actor, entities, facts.map((fact) => `${fact.entity} ${wholeOf(fact)}`)]);
  }
}
