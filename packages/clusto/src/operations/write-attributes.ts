import { failure } from '../base/errors.ts';
import { type Driver, type DriverAttribute } from '../inventory/driver.ts';
import { type AttributeParts, filterOf } from './attribute-reference.ts';
import { type Clusto } from './clusto.ts';
import { readValue } from './read-value.ts';

/** Adds attributes, or sets them, as one version. @throws USAGE without key or value, and what `addAttr` and `setAttr` throw */
export function writeAttributes(
  inventory: Clusto,
  thing: Driver,
  verb: 'add' | 'set',
  attributes: readonly AttributeParts[],
): Promise<DriverAttribute[]> {
  return inventory.transaction(async () => {
    const written: DriverAttribute[] = [];
    for (const { key, subkey = null, number, value: text, type } of attributes) {
      if (key === undefined || text === undefined)
        throw failure('USAGE', {
          reason: `To ${verb} an attribute takes a key and a value: key.subkey=value, or -k and -v.`,
        });
      const options = { key, subkey, number, value: await readValue(inventory, text, type) };
      written.push(await (verb === 'add' ? thing.addAttr(options) : thing.setAttr(options)));
    }
    return written;
  });
}

/** Deletes what the references mean, as one version. @returns what is gone */
export function deleteAttributes(
  inventory: Clusto,
  thing: Driver,
  attributes: readonly AttributeParts[],
): Promise<DriverAttribute[]> {
  return inventory.transaction(async () => {
    const before = await thing.attrs({ ignoreHidden: false });
    for (const parts of attributes) await thing.delAttrs(await filterOf(inventory, parts));
    const left = new Set((await thing.attrs({ ignoreHidden: false })).map(({ id }) => id));
    return before.filter(({ id }) => !left.has(id));
  });
}
