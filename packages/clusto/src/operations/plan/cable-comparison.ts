import { isCableEnd } from '../../inventory/cables.ts';
import { endKey, nothingApplied } from './applied-content.ts';
import { type LiveAttribute, type LiveEntity } from './live-entity.ts';
import { type Comparing, compareValue } from './comparing.ts';
import { type Decision } from './live-changes.ts';
import { type CableEnd, type WantedCable, type WantedEntity } from './wanted-state.ts';

const keyOf = ({ entity, port, number }: CableEnd): string => endKey(entity, port, number);

/** The end of a cable that a file calls by an entity. */
export const readEnd = (key: string): CableEnd => {
  const [entity, port, number] = JSON.parse(key) as [string, string, number];
  return { entity, port, number };
};

/** Compares cables, when all entities at their ends have been read. */
export class CableComparison {
  readonly #on: Comparing;
  /** What is at the other end, by the own end; of all entities that were added. */
  readonly #live = new Map<string, CableEnd & { readonly since: number }>();

  constructor(on: Comparing) {
    this.#on = on;
  }

  addLive(name: string, { attributes }: LiveEntity): void {
    for (const end of Map.groupBy(attributes.filter(isCableEnd), ({ key, number }) => `${key}/${number}`).values()) {
      const connection = end.find(({ subkey }) => subkey === 'connection');
      const far = end.find(({ subkey }) => subkey === 'otherportnum')?.int;
      const [{ key, number }] = end as [LiveAttribute];
      if (typeof connection?.related !== 'string' || typeof far !== 'number' || number === null) continue;
      const port = key.slice('port-'.length);
      const entity = this.#on.directory.fileName(connection.related);
      this.#live.set(endKey(name, port, number), { entity, port, number: far, since: connection.since });
    }
  }

  /** What files say of the cables of an entity. */
  said({ cables }: WantedEntity): Record<string, string> {
    return Object.fromEntries(
      [...cables].map(
        ([
          own,
          {
            ends: [one, other],
          },
        ]) => [own, keyOf(keyOf(one) === own ? other : one)],
      ),
    );
  }

  /** What is at the other end of a port; undefined where it is free. */
  farOf(key: string): CableEnd | undefined {
    return this.#live.get(key);
  }

  async compare(cables: Iterable<WantedCable>): Promise<void> {
    for (const cable of cables) await this.#on.problems.try(cable.where, () => this.#compare(cable));
  }

  async #compare(cable: WantedCable): Promise<void> {
    const { directory, steps } = this.#on;
    const [one, other] = cable.ends;
    await directory.require(one.entity);
    await directory.require(other.entity);
    if (directory.isLeftOut(one.entity) || directory.isLeftOut(other.entity)) return;
    const decisions = [await this.#end(one, other), await this.#end(other, one)];
    if (decisions.includes('conflict') || decisions.includes('stays') || !decisions.includes('change')) return;
    steps.disconnects.push(...cable.ends.filter((end) => this.#isOwn(end)));
    steps.cables.push(cable);
  }

  /** A cable that the set has made, or that is to be overwritten, makes room for another; one of somebody else does not. */
  #isOwn(end: CableEnd): boolean {
    const far = this.#live.get(keyOf(end));
    if (far === undefined) return false;
    return this.#on.overwrite || this.#appliedAt(end) === keyOf(far);
  }

  #appliedAt(end: CableEnd): string | undefined {
    return (this.#on.applied.get(end.entity) ?? nothingApplied).cables[keyOf(end)];
  }

  async #end(near: CableEnd, far: CableEnd): Promise<Decision> {
    const { directory, inventory } = this.#on;
    const live = this.#live.get(keyOf(near));
    const compared = { live: live ? keyOf(live) : '', wanted: keyOf(far), applied: this.#appliedAt(near) };
    const what = `${near.port} ${near.number} of ${near.entity}`;
    return compareValue(this.#on, compared, async () => {
      if (live !== undefined)
        return [`${what} was connected to ${live.port} ${live.number} of ${live.entity}`, live.since];
      const id = directory.row(near.entity)?.id ?? 0;
      const place = { entity_id: id, key: `port-${near.port}`, number: near.number, subkey: 'connection' };
      return [`${what} was disconnected`, await inventory.reader.state.ended('attributes', place)];
    });
  }
}
