import { checkKey, checkNumber, checkSubkey } from '../../base/names.ts';
import { ClustoException } from '../../base/errors.ts';
import { type AttributeValue, Driver } from '../../inventory/driver.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { valuesEqual } from '../../inventory/attribute.ts';
import { type Clusto } from '../clusto.ts';
import { jsonValue } from '../documents/json-value.ts';
import { type BulkItem } from './bulk-item.ts';

export type AttributeItem = Extract<BulkItem, { readonly do: 'add-attribute' | 'set-attribute' }>;
type Writer = Parameters<Parameters<Clusto['write']>[0]>[0];
type Present = Awaited<ReturnType<Writer['attributes']>>[number];

/** An attribute that is to be written, with the thing that gets it. */
interface Wanted {
  readonly thing: Driver;
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly value: AttributeValue;
  /** Whether it takes the place of the one that is there. */
  readonly isSet: boolean;
}

const markOf = (entity: number, key: string, subkey: string | null, number: number | null): string =>
  JSON.stringify([entity, key, subkey, number]);

/** What items mean that can be written together; undefined where one needs more than a look at what is there. */
async function readItems(inventory: Clusto, items: readonly AttributeItem[]): Promise<Wanted[] | undefined> {
  const names = [...new Set(items.map(({ entity }) => entity))];
  const rows = await inventory.reader.entities({ names });
  const things = new Map(rows.map((row) => [row.name, inventory.wrap(row)]));
  const wanted: Wanted[] = [];
  for (const { do: verb, entity, key, subkey = null, number = null, value, datatype } of items) {
    const thing = things.get(entity);
    // some kinds have ways of their own to take an attribute
    const isPlain = thing?.addAttr === Driver.prototype.addAttr && thing.setAttr === Driver.prototype.setAttr;
    if (!isPlain || datatype === 'relation' || number === true) return undefined;
    checkKey(key);
    if (subkey !== null) checkSubkey(subkey);
    wanted.push({
      thing,
      key,
      subkey,
      number: number === null || number === false ? null : checkNumber(number),
      value: thing.kept(key, subkey, await jsonValue(inventory, value, datatype)) as AttributeValue,
      isSet: verb === 'set-attribute',
    });
  }
  const marks = new Set(wanted.map(({ thing, key, subkey, number }) => markOf(thing.id, key, subkey, number)));
  return marks.size === wanted.length ? wanted : undefined;
}

/** What is there of the attributes that are to be set. */
async function readPresent(writer: Writer, wanted: readonly Wanted[]): Promise<Map<string, Present[]>> {
  const entities = [...new Set(wanted.map(({ thing }) => thing.id))];
  const keys = [...new Set(wanted.map(({ key }) => key))];
  const rows = wanted.length === 0 ? [] : await writer.attributes({ entities, keys, hidden: true });
  return Map.groupBy(rows, ({ entity, key, subkey, number }) => markOf(entity, key, subkey, number));
}

/**
 * Writes attributes of many entities in as many statements as for one, where no item depends on another, or is wrong.
 * @returns false where nothing was written, since they have to be looked at one by one
 */
export function writeAttributesAtOnce(inventory: Clusto, items: readonly AttributeItem[]): Promise<boolean> {
  return inventory.write(async (writer) => {
    try {
      const wanted = await readItems(inventory, items);
      if (wanted === undefined) return false;
      const present = await readPresent(
        writer,
        wanted.filter(({ isSet }) => isSet),
      );
      const ended: Present[] = [];
      const added: Wanted[] = [];
      for (const one of wanted) {
        const { thing, key, subkey, number, value, isSet } = one;
        const [before, ...more] = (isSet ? present.get(markOf(thing.id, key, subkey, number)) : undefined) ?? [];
        if (more.length > 0) return false;
        if (before !== undefined && valuesEqual(thing.attributeOf(before).value, value)) continue;
        if (before?.managed === 1) return false;
        if (before !== undefined) ended.push(before);
        added.push(one);
      }
      const rows = added.map(({ thing, key, subkey, number, value }) => ({
        entity: thing.id,
        key,
        subkey,
        number,
        value: storedValue(value),
      }));
      await writer.endAttributes(ended);
      await writer.addAttributesOfMany(rows);
      return true;
    } catch (error) {
      // said of the item that it is about, by who looks at each
      if (error instanceof ClustoException) return false;
      throw error;
    }
  });
}
