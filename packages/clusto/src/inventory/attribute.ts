import { decodeScalar, type EncodedScalar, type Scalar, sameValue } from '../base/values.ts';
import { type AttributeRow, type Datatype, type EntityRow, relatedEntity } from '../store/rows.ts';
import { Entity } from './entity.ts';

/** (key, number, subkey), null where there is none. */
export type KeyTuple = readonly [key: string, number: number | null, subkey: string | null];

/** One fact about an entity (behaviour spec section 1.3). Immutable: a change is another attribute. */
export class Attribute<Thing extends Entity = Entity> {
  readonly id: number;
  /** The entity that has it. */
  readonly entity: Thing;
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly datatype: Datatype;
  /** A relation reads as the thing that it points to. */
  readonly value: Scalar | Thing;
  /** The version that wrote it. */
  readonly version: number;
  /** Whether it belongs to an allocation of a resource manager. */
  readonly isManaged: boolean;

  constructor(row: AttributeRow, entity: Thing, wrap: (row: EntityRow) => Thing) {
    this.id = row.id;
    this.entity = entity;
    this.key = row.key;
    this.subkey = row.subkey;
    this.number = row.number;
    this.datatype = row.datatype;
    this.version = row.since;
    this.isManaged = row.managed === 1;
    this.value = row.datatype === 'relation' ? wrap(relatedEntity(row)) : scalarOf(row);
  }

  get keyTuple(): KeyTuple {
    return [this.key, this.number, this.subkey];
  }

  /** Same key, subkey and value; number and owner do not count. */
  equals(other: Attribute): boolean {
    return this.key === other.key && this.subkey === other.subkey && valuesEqual(this.value, other.value);
  }

  /** `s0001.system|null|memory|int 16384` */
  toString(): string {
    const { value: given } = this;
    const value =
      given instanceof Entity ? given.name : typeof given === 'object' ? JSON.stringify(given) : String(given);
    return `${this.entity.name}.${this.key}|${this.number}|${this.subkey}|${this.datatype} ${value}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  toJSON(): Record<string, unknown> {
    const { key, subkey, number, datatype } = this;
    const value =
      typeof this.value === 'bigint'
        ? this.value.toString()
        : this.value instanceof Entity
          ? this.value.name
          : this.value;
    return { key, subkey, number, datatype, value };
  }
}

/** The value of a row that is no relation. @throws VALUE_DAMAGED */
export function scalarOf(row: Pick<AttributeRow, 'datatype' | 'int' | 'float' | 'string'>): Scalar {
  const { datatype, int, float, string } = row;
  return decodeScalar({
    datatype: datatype as EncodedScalar['datatype'],
    int: typeof int === 'string' ? BigInt(int) : int,
    float,
    string,
  });
}

/** By content; a relation by the entity it points to. */
export function valuesEqual(one: unknown, other: unknown): boolean {
  if (one instanceof Entity || other instanceof Entity) return one instanceof Entity && one.equals(other);
  return sameValue(one, other);
}
