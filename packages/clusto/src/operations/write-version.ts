import { type TransactionOptions } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { rehearse } from './rehearse.ts';

/** What work that writes came to. */
export interface Written<Result> {
  readonly result: Result;
  /** The version that shows it: its own, or where nothing was changed the one before. */
  readonly version: number;
}

/**
 * Does work as one version, and tells which one that is.
 * @param isRehearsal whether everything is to be undone again
 * @throws what `work` throws
 */
export function writeVersion<Result>(
  inventory: Clusto,
  note: Omit<TransactionOptions, 'message'> & { readonly message?: string | undefined },
  work: () => Promise<Result>,
  isRehearsal = false,
): Promise<Written<Result>> {
  const { message, ...who } = note;
  const run = (): Promise<Written<Result>> =>
    inventory.transaction({ ...who, ...(message === undefined ? {} : { message }) }, () =>
      inventory.write(async (writer) => {
        const result = await work();
        return { result, version: writer.hasWritten && !isRehearsal ? writer.version : writer.version - 1 };
      }),
    );
  return isRehearsal ? rehearse(inventory, run) : run();
}
