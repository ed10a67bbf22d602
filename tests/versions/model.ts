import type { Scalar } from '../../packages/clusto/src/base/values.ts';

/** A value, or the entity of this number. */
export type ModelValue = Scalar | { readonly entity: number };

export interface Operation {
  readonly kind:
    | 'create'
    | 'delete'
    | 'rename'
    | 'changeDriver'
    | 'addAttr'
    | 'setAttr'
    | 'delAttrs'
    | 'insert'
    | 'remove';
  /** Which of the entities that are there; taken modulo their count. */
  readonly entity: number;
  readonly other: number;
  readonly name: string;
  readonly driver: 'entity' | 'box' | 'group';
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | true | null;
  readonly value: Exclude<Scalar, object> | 'the other';
}

interface ModelAttribute {
  readonly written: number;
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly value: ModelValue;
}

interface ModelEntity {
  readonly number: number;
  name: string;
  driver: Operation['driver'];
  attributes: ModelAttribute[];
  members: { readonly written: number; readonly number: number; readonly entity: number }[];
  readonly counters: Map<string, number>;
}

const isEntity = (value: ModelValue, number?: number): boolean =>
  typeof value === 'object' && value !== null && 'entity' in value && (number === undefined || value.entity === number);
const equal = (one: ModelValue, other: ModelValue): boolean =>
  typeof one === typeof other && JSON.stringify(one) === JSON.stringify(other);

/** What an inventory is to hold: the rules of the behaviour specification in memory, without versions. */
export class Model {
  entities: ModelEntity[] = [];
  #written = 0;
  #created = 0;

  /** A copy to go back to, or to compare with. */
  copy(): Model {
    const copy = new Model();
    copy.entities = structuredClone(this.entities);
    copy.#written = this.#written;
    copy.#created = this.#created;
    return copy;
  }

  restore(copy: Model): void {
    this.entities = copy.entities;
    this.#written = copy.#written;
    this.#created = copy.#created;
  }

  at(index: number): ModelEntity | undefined {
    return this.entities[index % this.entities.length];
  }

  parents(number: number): ModelEntity[] {
    const places = this.entities.flatMap((container) =>
      container.members.filter(({ entity }) => entity === number).map(({ written }) => ({ container, written })),
    );
    return places.sort((one, other) => one.written - other.written).map(({ container }) => container);
  }

  /** Everything below, nearest first, then in the order of membership. */
  below(number: number): number[] {
    const found = new Set<number>();
    let level = [number];
    while (level.length > 0) {
      const members = this.entities.filter((one) => level.includes(one.number)).flatMap((one) => one.members);
      level = members
        .sort((one, other) => one.written - other.written)
        .map(({ entity }) => entity)
        .filter((entity) => !found.has(entity));
      for (const entity of level) found.add(entity);
    }
    return [...found];
  }

  #count(entity: ModelEntity, key: string): number {
    const next = (entity.counters.get(key) ?? -1) + 1;
    entity.counters.set(key, next);
    return next;
  }

  /** @returns the code with which it is refused, or whether it writes. */
  apply(operation: Operation): string | boolean {
    const { kind, name, driver } = operation;
    const isTaken = this.entities.some((one) => one.name === name);
    if (kind === 'create') {
      if (isTaken) return 'NAME_TAKEN';
      this.entities.push({ number: ++this.#created, name, driver, attributes: [], members: [], counters: new Map() });
      return true;
    }
    const entity = this.at(operation.entity);
    const other = this.at(operation.other);
    if (entity === undefined || other === undefined) return false;
    if (kind === 'insert') return this.#insert(entity, other);
    if (kind === 'remove') {
      const left = entity.members.filter((member) => member.entity !== other.number);
      const isThere = left.length < entity.members.length;
      entity.members = left;
      return isThere;
    }
    if (kind === 'delete') return this.#delete(entity);
    if (kind === 'rename') {
      if (entity.name === name) return false;
      if (isTaken) return 'NAME_TAKEN';
      entity.name = name;
      return true;
    }
    if (kind === 'changeDriver') {
      if (entity.driver === driver) return false;
      entity.driver = driver;
      return true;
    }
    return this.#write(entity, operation, operation.value === 'the other' ? { entity: other.number } : operation.value);
  }

  #delete(gone: ModelEntity): true {
    this.entities = this.entities.filter((one) => one !== gone);
    for (const one of this.entities) {
      one.attributes = one.attributes.filter(({ value }) => !isEntity(value, gone.number));
      one.members = one.members.filter(({ entity }) => entity !== gone.number);
    }
    return true;
  }

  #insert(container: ModelEntity, member: ModelEntity): string | true {
    if (container.driver !== 'group' && this.parents(member.number).length > 0) return 'PARENT_EXISTS';
    if (container === member || this.below(member.number).includes(container.number)) return 'CONTAINER_CYCLE';
    if (container.members.some(({ entity }) => entity === member.number)) return 'PARENT_EXISTS';
    container.members.push({
      written: ++this.#written,
      number: this.#count(container, '_contains'),
      entity: member.number,
    });
    return true;
  }

  #write(entity: ModelEntity, { kind, key, subkey, number }: Operation, value: ModelValue): string | boolean {
    const add = (exact: number | null): true => {
      entity.attributes.push({ written: ++this.#written, key, subkey, number: exact, value });
      return true;
    };
    if (kind === 'addAttr') return add(number === true ? this.#count(entity, key) : number);
    const found = entity.attributes.filter((one) => one.key === key && one.subkey === subkey);
    if (kind === 'delAttrs') {
      entity.attributes = entity.attributes.filter((one) => !found.includes(one));
      return found.length > 0;
    }
    const meant = found.filter((one) => (number === true ? one.number !== null : one.number === number));
    if (meant.length > 1) return 'ATTRIBUTE_AMBIGUOUS';
    const [present] = meant;
    if (present === undefined) return add(number === true ? this.#count(entity, key) : number);
    if (equal(present.value, value)) return false;
    entity.attributes = entity.attributes.filter((one) => one !== present);
    return add(present.number);
  }

  /** In the form of `picture`. */
  picture(): unknown {
    const name = (number: number): string => this.entities.find((one) => one.number === number)?.name ?? '';
    const shown = (value: ModelValue): unknown =>
      isEntity(value) ? `-> ${name((value as { entity: number }).entity)}` : value;
    const all = this.entities.flatMap((owner) => owner.attributes.map((one) => ({ owner, ...one })));
    const inOrder = all.sort((one, other) => one.written - other.written);
    return this.entities.map((entity) => ({
      name: entity.name,
      driver: entity.driver,
      attributes: entity.attributes.map(({ key, number, subkey, value }) => [key, number, subkey, shown(value)]),
      places: entity.members.map((member) => [member.number, name(member.entity)]),
      below: this.below(entity.number).map(name),
      parents: this.parents(entity.number).map((parent) => parent.name),
      references: inOrder
        .filter(({ value }) => isEntity(value, entity.number))
        .map(({ owner, key }) => `${owner.name}.${key}`),
    }));
  }
}
