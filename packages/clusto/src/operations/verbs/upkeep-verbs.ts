import type { CheckParams } from '../check-inventory.ts';
import { acts, asks } from './verb.ts';

const checking = () => import('../check-inventory.ts');
type Watched = Pick<CheckParams, 'progress'>;

/** What looks after the database. */
export const upkeepVerbs = {
  checkInventory: asks(async (clusto, params: Watched) => (await checking()).checkInventory(clusto, params), 'admin'),
  mendInventory: acts('admin', async (clusto, params: Watched) =>
    (await checking()).checkInventory(clusto, { ...params, mend: true }),
  ),
};
