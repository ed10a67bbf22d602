import { type Driver, type TransactionOptions } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';

/** Deletes entities, all of them or none, as one version. @throws ENTITY_GONE */
export function deleteEntities(
  inventory: Clusto,
  things: readonly Driver[],
  { message }: Pick<TransactionOptions, 'message'> = {},
): Promise<void> {
  return inventory.transaction(message === undefined ? {} : { message }, async () => {
    for (const thing of things) await thing.delete();
  });
}
