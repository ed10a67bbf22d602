import { openCopy } from '../inventory/open-copy.ts';
import type { Clusto } from './clusto.ts';

type Store = Awaited<ReturnType<typeof openCopy>>;

/** A copy of the database of an inventory that follows it, out of which the inventory can be read. */
export class DatabaseCopy {
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
  }

  /**
   * @param timeout how long it may take to be reached, in milliseconds
   * @throws DSN_INVALID
   */
  static async open({ clock }: Clusto, dsn: string, timeout: number): Promise<DatabaseCopy> {
    return new DatabaseCopy(await openCopy(dsn, clock, timeout));
  }

  /** The latest version that it has. @throws DATABASE_UNAVAILABLE, DATABASE_FAILED */
  async version(): Promise<number> {
    return (await this.#store.reader().latestVersion())?.number ?? 0;
  }

  /** The inventory at a version that the copy has, for whom it is. */
  view(inventory: Clusto, version: number): Clusto {
    return inventory.outOf(this.#store, version);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
