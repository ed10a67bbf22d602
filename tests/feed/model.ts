import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { Change, ChangedEntity, ChangedValue } from '../../packages/clusto/src/operations/history/change.ts';
import { valueAsText } from '../../packages/clusto/src/operations/value-as-text.ts';

type Attribute = { readonly key: string; readonly subkey: string | null; readonly number: number | null };

/** One who knows an inventory by nothing but its changes. */
export class Follower {
  readonly entities = new Map<number, { name: string; type: string; driver: string }>();
  /** Everything else, as lines. */
  readonly facts: string[] = [];

  #add(fact: string): void {
    this.facts.push(fact);
  }

  #remove(fact: string): void {
    const index = this.facts.indexOf(fact);
    if (index === -1) throw new Error(`it is not known that ${fact}`);
    this.facts.splice(index, 1);
  }

  apply(change: Change): void {
    const { entity } = change;
    const { name, type, driver } = entity;
    switch (change.kind) {
      case 'created':
        this.entities.set(entity.id, { name, type, driver });
        return;
      case 'deleted':
        if (!this.entities.delete(entity.id)) throw new Error(`${name} is not known`);
        return;
      case 'renamed':
      case 'driver':
        this.entities.set(entity.id, { name, type, driver });
        return;
      case 'added':
        return this.#add(attributeFact(entity.id, change.attribute, change.value, change.related));
      case 'removed':
        return this.#remove(attributeFact(entity.id, change.attribute, change.value, change.related));
      case 'changed':
        this.#remove(attributeFact(entity.id, change.attribute, change.before, change.relatedBefore));
        return this.#add(attributeFact(entity.id, change.attribute, change.after, change.relatedAfter));
      case 'in':
        return this.#add(placeFact(entity.id, change.container.id, change.units));
      case 'out':
        return this.#remove(placeFact(entity.id, change.container.id, change.units));
      case 'connected':
      case 'disconnected': {
        const ends = [change.from, change.to].map((end) => `${end.entity.id}/${end.port}/${end.number}`);
        return change.kind === 'connected' ? this.#add(cableFact(ends)) : this.#remove(cableFact(ends));
      }
      default: {
        const facts = [
          `${attributeFact(entity.id, change.attribute, change.value, change.related)} of ${change.manager.id}`,
          ...(change.beside ?? []).map((one) => attributeFact(entity.id, one.attribute, one.value, one.related)),
        ];
        for (const fact of facts)
          if (change.kind === 'allocated') this.#add(fact);
          else this.#remove(fact);
      }
    }
  }

  picture(): unknown {
    return { entities: [...this.entities].sort(([one], [other]) => one - other), facts: this.facts.toSorted() };
  }
}

function attributeFact(
  entity: number,
  { key, subkey, number }: Attribute,
  value: ChangedValue,
  to?: ChangedEntity,
): string {
  return `${entity} ${key}.${subkey}:${number} = ${to === undefined ? valueAsText(value) : `-> ${to.id}`}`;
}
const placeFact = (member: number, container: number, units: readonly number[]): string =>
  `${member} in ${container} at ${units.join()}`;
const cableFact = (ends: readonly string[]): string => `cable ${[...ends].sort().join(' ')}`;

/** The same of an inventory at a version, out of what it says of itself there. */
export async function pictureAt(clusto: Clusto, version: number): Promise<unknown> {
  const { reader } = clusto.at(version);
  const entities = await reader.entities({});
  const rows = await reader.attributes({ hidden: true });
  const claims = new Map((await reader.state.claimsOf(entities.map(({ id }) => id))).map((claim) => [claim.id, claim]));
  const facts: string[] = [];
  const places = Map.groupBy(
    rows.filter(({ key }) => key === '_contains'),
    ({ entity, relation }) => `${entity}/${relation}`,
  );
  for (const [first, ...more] of places.values()) {
    if (first === undefined) continue;
    const units = [first, ...more].flatMap(({ subkey, number }) => (subkey === null ? [] : [number as number]));
    facts.push(
      placeFact(
        first.relation as number,
        first.entity,
        units.sort((a, b) => a - b),
      ),
    );
  }
  const isCable = (row: (typeof rows)[number]): boolean =>
    row.key.startsWith('port-') && (row.subkey === 'connection' || row.subkey === 'otherportnum');
  const cables = new Set<string>();
  for (const end of rows.filter((row) => isCable(row) && row.subkey === 'connection')) {
    const peer = rows.find(
      ({ entity, key, number, subkey }) =>
        entity === end.entity && key === end.key && number === end.number && subkey === 'otherportnum',
    );
    const port = end.key.slice('port-'.length);
    cables.add(cableFact([`${end.entity}/${port}/${end.number}`, `${end.relation}/${port}/${peer?.int}`]));
  }
  facts.push(...cables);
  const shown = (row: (typeof rows)[number]): ChangedValue =>
    row.datatype === 'bool' ? row.int === 1 : (row.string ?? row.float ?? row.int);
  const to = (row: (typeof rows)[number]): ChangedEntity | undefined =>
    row.relation === null ? undefined : ({ id: row.relation } as ChangedEntity);
  const rest = rows.filter((row) => row.key !== '_contains' && !isCable(row));
  for (const row of rest.filter(({ managed }) => managed !== 1))
    facts.push(attributeFact(row.entity, row, shown(row), to(row)));
  for (const group of Map.groupBy(
    rest.filter(({ managed }) => managed === 1),
    ({ entity, key, number }) => `${entity}/${key}/${number}`,
  ).values()) {
    const carrier = group.find(({ id }) => claims.has(id));
    const manager = carrier && claims.get(carrier.id)?.manager;
    if (carrier === undefined || manager === undefined) throw new Error('managed attributes without their allocation');
    const first = group.find(({ subkey }) => subkey === 'ipstring') ?? carrier;
    facts.push(`${attributeFact(carrier.entity, { ...carrier, subkey: null }, shown(first), to(first))} of ${manager}`);
    for (const row of group)
      if (row !== carrier && row !== first && row.relation !== manager)
        facts.push(attributeFact(row.entity, row, shown(row), to(row)));
  }
  return {
    entities: entities
      .map(({ id, name, type, driver }) => [id, { name, type, driver }])
      .sort(([a], [b]) => Number(a) - Number(b)),
    facts: facts.sort(),
  };
}
