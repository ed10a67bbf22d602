import { failure } from '../base/errors.ts';
import { checkKey, checkNumber, checkSubkey } from '../base/names.ts';
import type { Scalar } from '../base/values.ts';
import type { Reader } from '../store/reader.ts';
import type { AttributeRow, EntityRow, OwnedAttributeRow } from '../store/rows.ts';
import type { Writer } from '../store/writer.ts';
import { Attribute, type KeyTuple, valuesEqual } from './attribute.ts';
import { type AttributeFilter, compileFilter, storedValue } from './attribute-filter.ts';
import { endCables, isCableEnd } from './cables.ts';
import { Entity } from './entity.ts';
import { incomingValue, refuseReserved } from './incoming.ts';
import { kindTest } from './kind-test.ts';

/** What `addAttr` and `setAttr` write. */
export interface NewAttributeOptions<Thing extends Entity = Entity> {
  readonly key: string;
  readonly subkey?: string | null | undefined;
  /** `true` takes the next number of the key. */
  readonly number?: number | boolean | null | undefined;
  readonly value: Scalar | Thing;
}

/** What attributes ask of the inventory; `Inventory` has it. */
export interface AttributeHome<Thing extends Entity> {
  readonly reader: Reader;
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  wrap(row: EntityRow): Thing;
  typeName(kind: unknown): string;
  driverName(kind: unknown): string;
}

const byKey = (one: Attribute, other: Attribute): number => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0);

/** Each thing once, where it came first. */
export function unique<Thing extends Entity>(things: readonly Thing[]): Thing[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}

/** The attribute algebra of a thing (behaviour spec section 3). */
export abstract class Attributed<Thing extends Entity> extends Entity {
  abstract readonly inventory: AttributeHome<Thing>;

  // ---- reading attributes

  /** A row that was read for this thing, as an attribute. */
  attributeOf(row: AttributeRow | OwnedAttributeRow): Attribute<Thing> {
    const { inventory } = this;
    const owner =
      'owner_name' in row && row.entity !== this.id
        ? inventory.wrap({ id: row.entity, name: row.owner_name, type: row.owner_type, driver: row.owner_driver })
        : (this as unknown as Thing);
    return new Attribute<Thing>(row, owner, (related) => inventory.wrap(related));
  }

  /**
   * The attributes that match, sorted by key, equal keys in the order of writing.
   * @throws FILTER_INVALID, NUMBER_INVALID, VALUE_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN
   */
  async attrs(filter: AttributeFilter = {}): Promise<Attribute<Thing>[]> {
    const { condition, matches } = compileFilter(filter);
    const isKind = kindTest(this.inventory, filter);
    if (condition === undefined) return [];
    const { reader } = this.inventory;
    const rows = await (filter.mergeContainerAttrs === true
      ? reader.mergedAttributes(this.id, condition)
      : reader.attributes({ ...condition, entity: this.id }));
    const found = rows.map((row) => this.attributeOf(row)).filter((one) => matches(one) && isKind(one.value));
    return filter.sortByKeys === false ? found : found.sort(byKey);
  }

  /** As `attrs`; with `count` how many there are. */
  attrQuery(filter: AttributeFilter & { readonly count: true }): Promise<number>;
  attrQuery(filter?: AttributeFilter): Promise<Attribute<Thing>[]>;
  async attrQuery({ count, ...filter }: AttributeFilter & { readonly count?: boolean } = {}): Promise<
    Attribute<Thing>[] | number
  > {
    const found = await this.attrs(filter);
    return count === true ? found.length : found;
  }

  /**
   * The one value that matches, or `default` when there is none. With `mergeContainerAttrs` the nearest one.
   * @throws ATTRIBUTE_AMBIGUOUS when several match
   */
  async attrValue(
    filter: AttributeFilter & { readonly default?: Scalar | Thing | undefined },
  ): Promise<Scalar | Thing | undefined> {
    const { default: otherwise, ...rest } = filter;
    const [first, ...more] = await this.attrs(rest);
    if (first === undefined) return otherwise;
    if (more.length > 0 && filter.mergeContainerAttrs !== true) this.#ambiguous(more.length + 1, filter);
    return first.value;
  }

  #ambiguous(count: number, { key, subkey }: AttributeFilter): never {
    const attribute = [key, subkey].filter((part) => typeof part === 'string').join('.');
    throw failure('ATTRIBUTE_AMBIGUOUS', { thing: this, count, attribute });
  }

  async attrValues(filter?: AttributeFilter): Promise<(Scalar | Thing)[]> {
    return (await this.attrs(filter)).map(({ value }) => value);
  }

  async attrItems(filter?: AttributeFilter): Promise<[KeyTuple, Scalar | Thing][]> {
    return (await this.attrs(filter)).map(({ keyTuple, value }) => [keyTuple, value]);
  }

  async attrKeys(filter?: AttributeFilter): Promise<string[]> {
    return (await this.attrs(filter)).map(({ key }) => key);
  }

  async attrKeyTuples(filter?: AttributeFilter): Promise<KeyTuple[]> {
    return (await this.attrs(filter)).map(({ keyTuple }) => keyTuple);
  }

  async hasAttr(filter?: AttributeFilter): Promise<boolean> {
    return (await this.attrs(filter)).length > 0;
  }

  // ---- writing attributes

  /** A value as it is kept. @throws MAC_INVALID */
  protected incoming(_key: string, subkey: string | null, value: unknown): unknown {
    return incomingValue(subkey, value);
  }

  /**
   * A value as it would be kept, for who writes many attributes at once, or compares them with what is there.
   * @throws MAC_INVALID, KEY_RESERVED for what only another operation writes
   */
  kept(key: string, subkey: string | null, value: unknown): unknown {
    refuseReserved(key, subkey);
    return this.incoming(key, subkey, value);
  }

  /**
   * Appends an attribute, whatever is there already.
   * @throws KEY_INVALID, SUBKEY_INVALID, NUMBER_INVALID, VALUE_INVALID, KEY_RESERVED, ENTITY_GONE
   */
  addAttr(options: NewAttributeOptions<Thing>): Promise<Attribute<Thing>> {
    return this.inventory.write((writer) => this.#add(writer, options));
  }

  async #add(writer: Writer, options: NewAttributeOptions<Thing>): Promise<Attribute<Thing>> {
    const { key, subkey } = checkedKeys(options);
    refuseReserved(key, subkey);
    const value = storedValue(this.incoming(key, subkey, options.value));
    await this.#requireLive(writer, options.value);
    const number = await this.#number(writer, key, options.number);
    const [id] = await writer.addAttributes(this.id, [{ key, subkey, number, value }]);
    return this.#written(writer, id as number, key);
  }

  /** That this exists, and what it is to point to. */
  async #requireLive(writer: Writer, value: unknown): Promise<void> {
    await writer.requireLive(this);
    if (value instanceof Entity) await writer.requireLive(value);
  }

  async #written(writer: Writer, id: number, key: string): Promise<Attribute<Thing>> {
    const rows = await writer.attributes({ id, entity: this.id, key, hidden: true });
    return this.attributeOf(rows[0] as AttributeRow);
  }

  async #number(writer: Writer, key: string, number: NewAttributeOptions<Thing>['number']): Promise<number | null> {
    if (number === undefined || number === null || number === false) return null;
    return number === true ? writer.count(this.id, key) : checkNumber(number);
  }

  /**
   * Makes an attribute have a value: the one with this key, exactly this subkey and this number (none when left out).
   * Setting what is already so changes nothing. With `number: true` the one numbered attribute keeps its number.
   * @throws ATTRIBUTE_AMBIGUOUS when several match, and as `addAttr`
   */
  setAttr(options: NewAttributeOptions<Thing>): Promise<Attribute<Thing>> {
    return this.inventory.write(async (writer) => {
      const { key, subkey } = checkedKeys(options);
      const { number = false } = options;
      const { condition } = compileFilter({ key, subkey, number, ignoreHidden: false });
      const [present, ...more] = await writer.attributes({ ...condition, entity: this.id });
      if (more.length > 0) this.#ambiguous(more.length + 1, { key, subkey });
      if (present === undefined) return this.#add(writer, options);
      refuseReserved(key, subkey);
      const attribute = this.attributeOf(present);
      const value = this.incoming(key, subkey, options.value) as Scalar | Thing;
      if (valuesEqual(attribute.value, value)) return attribute;
      if (attribute.isManaged) throw failure('KEY_RESERVED', { key, instead: 'use the resource manager' });
      const stored = storedValue(value);
      await this.#requireLive(writer, value);
      await writer.endAttributes([present]);
      const [id] = await writer.addAttributes(this.id, [{ key, subkey, number: present.number, value: stored }]);
      return this.#written(writer, id as number, key);
    });
  }

  /**
   * Deletes the attributes that match: without a filter every visible one, hidden ones only by their key. A cable goes
   * with both of its ends, an allocated resource with all that belongs to it. No match is fine.
   * @throws FILTER_INVALID, KEY_RESERVED
   */
  delAttrs(filter: AttributeFilter = {}): Promise<void> {
    return this.inventory.write(async (writer) => {
      if (filter.regex === true || filter.mergeContainerAttrs === true)
        throw failure('FILTER_INVALID', { reason: 'delAttrs takes neither regex nor mergeContainerAttrs' });
      if (filter.key === '_contains') refuseReserved(filter.key, null);
      const { condition, matches } = compileFilter(filter);
      const isKind = kindTest(this.inventory, filter);
      if (condition === undefined) return;
      await writer.requireLive(this);
      const rows = (await writer.attributes({ ...condition, entity: this.id })).filter((row) => {
        if (row.key === '_contains') return false;
        const attribute = this.attributeOf(row);
        return matches(attribute) && isKind(attribute.value);
      });
      await endCables(writer, rows.filter(isCableEnd));
      await writer.endAttributes(rows.filter((row) => !isCableEnd(row)));
    });
  }

  // ---- relations

  /** The attributes of others that point here; memberships only when `_contains` is named. Kinds filter their owners. */
  async references(filter: AttributeFilter = {}): Promise<Attribute<Thing>[]> {
    const { condition, matches } = compileFilter(filter);
    const isKind = kindTest(this.inventory, filter);
    if (condition === undefined) return [];
    const rows = await this.inventory.reader.ownedAttributes({ ...condition, relation: this.id });
    const found = rows.map((row) => this.attributeOf(row)).filter((one) => matches(one) && isKind(one.entity));
    return filter.sortByKeys === false ? found : found.sort(byKey);
  }

  /** Who has an attribute that points here, each once, in the order of their latest one. */
  async referencers(filter: AttributeFilter = {}): Promise<Thing[]> {
    const references = await this.references(filter);
    return unique(references.toSorted((one, other) => other.id - one.id).map(({ entity }) => entity)).toReversed();
  }
}

function checkedKeys({ key, subkey = null }: Pick<NewAttributeOptions, 'key' | 'subkey'>): {
  key: string;
  subkey: string | null;
} {
  return { key: checkKey(key), subkey: subkey === null ? null : checkSubkey(subkey) };
}
