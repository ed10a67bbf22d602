import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Drift } from './drift.ts';
import { findDrift } from './find-drift.ts';

/**
 * Has the drift of things not be listed any more, for as long as the same is observed. What is meant stays, so it makes no
 * version.
 */
export function dismissDrift(inventory: Clusto, things: readonly Driver[]): Promise<Drift[]> {
  return inventory.write(async (writer) => {
    const found = await findDrift(inventory, { entities: things });
    await writer.observations.dismiss(
      found.map(({ observation }) => observation),
      inventory.actor,
    );
    return found.map(({ drift }) => drift);
  });
}
