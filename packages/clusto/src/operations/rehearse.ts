import type { Inventory } from '../inventory/driver.ts';

class Rehearsed extends Error {
  readonly result: unknown;

  constructor(result: unknown) {
    super('rolled back on purpose');
    this.result = result;
  }
}

/** Does work in a transaction that is rolled back: everything is checked and chosen as it would be, and nothing changes. */
export async function rehearse<T>(inventory: Inventory, work: () => Promise<T>): Promise<T> {
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
