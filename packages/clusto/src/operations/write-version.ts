import { type TransactionOptions } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { rehearse } from './rehearse.ts';

/**
 * Does work as one version.
 * @param note what the version says of itself
 * @param isRehearsal whether everything is to be undone again
 * @param tell is given the result within the transaction, and the version that shows it: the new one, or where nothing was
 *   changed the one before
 * @throws what `work` and `tell` throw
 */
export function writeVersion<Result, Told>(
  inventory: Clusto,
  note: TransactionOptions,
  isRehearsal: boolean,
  work: () => Promise<Result>,
  tell: (result: Result, version: number) => Promise<Told>,
): Promise<Told> {
  const run = (): Promise<Told> =>
    inventory.transaction(note, () =>
      inventory.write(async (writer) => {
        const result = await work();
        return tell(result, writer.hasWritten && !isRehearsal ? writer.version : writer.version - 1);
      }),
    );
  return isRehearsal ? rehearse(inventory, run) : run();
}
