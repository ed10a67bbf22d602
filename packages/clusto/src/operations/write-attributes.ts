import { failure } from '../base/errors.ts';
import { type Driver, type DriverAttribute } from '../inventory/driver.ts';
import { type AttributeParts, filterOf } from './attribute-reference.ts';
import { type Session } from '../inventory/session.ts';
import { readValue } from './read-value.ts';

/** Adds attributes to each thing, or sets them, as one version. @throws USAGE without key or value, and what `addAttr` and `setAttr` throw */
export function writeAttributes(
  inventory: Session,
  things: readonly Driver[],
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
      for (const thing of things)
        written.push(await (verb === 'add' ? thing.addAttr(options) : thing.setAttr(options)));
    }
    return written;
  });
}

/** Deletes what the references mean of each thing, as one version. @returns what is gone */
export function deleteAttributes(
  inventory: Session,
  things: readonly Driver[],
  attributes: readonly AttributeParts[],
): Promise<DriverAttribute[]> {
  return inventory.transaction(async () => {
    const filters = await Promise.all(attributes.map((parts) => filterOf(inventory, parts)));
    const gone: DriverAttribute[] = [];
    for (const thing of things) {
      const before = await thing.attrs({ ignoreHidden: false });
      for (const filter of filters) await thing.delAttrs(filter);
      const left = new Set((await thing.attrs({ ignoreHidden: false })).map(({ id }) => id));
      gone.push(...before.filter(({ id }) => !left.has(id)));
    }
    return gone;
  });
}
