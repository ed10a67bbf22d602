import type { Inventory } from '../inventory/driver.ts';
import type { RemoteCaller } from './verbs/remote-caller.ts';

class Rehearsed extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('rolled back on purpose');
    this.result = result;
  }
}

/** Does work in a transaction that is rolled back: everything is checked and chosen as it would be, and nothing changes. */
export async function rehearse<T>(inventory: Inventory, work: () => Promise<T>): Promise<T> {
  const { remote } = inventory as { readonly remote?: RemoteCaller };
  if (remote !== undefined) return remote.rehearse(work);
  try {
    return await inventory.transaction(async () => {
      const result = await work();
      await inventory.askGuards();
      throw new Rehearsed(result);
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.result as T;
    throw error;
  }
}
