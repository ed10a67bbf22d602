import { ClustoException, failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { createEntity } from '../create-entity.ts';
import { findAttribute } from '../documents/find-attribute.ts';
import { jsonValue } from '../documents/json-value.ts';
import { findDriver } from '../find-driver.ts';
import { removeMembers } from '../remove-members.ts';
import { type BulkItem } from './bulk-item.ts';
import { type AttributeItem, writeAttributesAtOnce } from './write-attributes-at-once.ts';

/** Why one of many changes is refused. */
export interface BulkProblem {
  /** Which one, from 0. */
  readonly index: number;
  readonly code: ClustoException['code'];
  readonly detail: string;
}

/** @returns the name of the entity afterwards */
async function writeOne(inventory: Clusto, item: BulkItem): Promise<string> {
  if (item.do === 'create') return (await createEntity(inventory, item)).name;
  const thing = await inventory.getByName(item.entity);
  switch (item.do) {
    case 'rename':
      await thing.rename(item.name);
      return item.name;
    case 'change-driver':
      return (await inventory.changeDriver(thing, findDriver(inventory, item.driver))).name;
    case 'delete':
      await thing.delete();
      return item.entity;
    case 'add-attribute':
    case 'set-attribute': {
      const { key, subkey, number, datatype } = item;
      const value = await jsonValue(inventory, item.value, datatype);
      const written = { key, subkey, number, value };
      await (item.do === 'add-attribute' ? thing.addAttr(written) : thing.setAttr(written));
      return item.entity;
    }
    case 'delete-attribute': {
      const { key, subkey = null, number } = item;
      const found = await findAttribute(thing, { key, subkey, number });
      await thing.delAttrs({ key, subkey, number: found.number });
      return item.entity;
    }
    case 'insert':
      await thing.insert(await inventory.getByName(item.member));
      return item.entity;
    default:
      await removeMembers(inventory, thing, [await inventory.getByName(item.member)]);
      return item.entity;
  }
}

const isOfAttribute = (item: BulkItem): item is AttributeItem =>
  item.do === 'add-attribute' || item.do === 'set-attribute';

/** The items in their order, those of attributes that follow each other together. */
function inRuns(items: readonly BulkItem[]): BulkItem[][] {
  const runs: BulkItem[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && isOfAttribute(first) && isOfAttribute(item)) last.push(item);
    else runs.push([item]);
  }
  return runs;
}

/**
 * Makes many changes in their order, as one version: all of them, or none.
 * @returns the names of the entities afterwards
 * @throws BULK_REFUSED, with what is wrong with each as `problems` in its detail
 */
export function writeMany(inventory: Clusto, items: readonly BulkItem[]): Promise<{ readonly entity: string }[]> {
  return inventory.transaction(async () => {
    const done: { entity: string }[] = [];
    const problems: BulkProblem[] = [];
    let index = 0;
    for (const run of inRuns(items)) {
      const attributes = run.filter(isOfAttribute);
      if (attributes.length > 1 && (await writeAttributesAtOnce(inventory, attributes))) {
        for (const { entity } of attributes) done.push({ entity });
        index += run.length;
        continue;
      }
      for (const item of run) {
        try {
          // a part of its own, so that what is refused leaves nothing behind, and the others are looked at, too
          done.push({ entity: await inventory.transaction(() => writeOne(inventory, item)) });
        } catch (error) {
          if (!(error instanceof ClustoException)) throw error;
          problems.push({ index, code: error.code, detail: error.message });
        }
        index += 1;
      }
    }
    if (problems.length === 0) return done;
    const refused = failure('BULK_REFUSED', { count: problems.length, total: items.length });
    throw new ClustoException(refused.code, refused.message, { ...refused.detail, problems });
  });
}
