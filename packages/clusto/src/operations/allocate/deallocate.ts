import { failure } from '../../base/errors.ts';
import { type Driver } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';
import { timeAfter } from '../read-duration.ts';
import { AllocationBook } from './allocation-book.ts';
import { freePool } from './free-pool.ts';
import { freeServer, giveBack, type Returned } from './give-back.ts';

export interface DeallocateParams {
  /** How long the addresses are held back from being handed out again: `30d`. */
  readonly quarantine?: string | undefined;
}

/**
 * Gives servers back with everything that was allocated to them, all of them or none, as one version. A server that
 * `allocate` created is deleted, another one goes back to the pool that it came from. One that was put to use by hand gives
 * back its addresses, leaves its pools and joins the free ones.
 * @throws NOT_SUPPORTED for what is no server, DURATION_INVALID, and what stands against deleting
 */
export function deallocate(
  inventory: Session,
  things: readonly Driver[],
  { quarantine }: DeallocateParams = {},
): Promise<Returned[]> {
  return inventory.write(async (writer) => {
    const until = quarantine === undefined ? undefined : timeAfter(inventory.clock.now(), 'quarantine', quarantine);
    const book = new AllocationBook(inventory);
    const returned: Returned[] = [];
    for (const thing of things) {
      const record = await book.ofServer(thing);
      const recorded = record?.servers.find(({ server }) => server.id === thing.id);
      if (record !== undefined && recorded !== undefined) {
        await book.strike(writer, record, [recorded]);
        returned.push(await giveBack(inventory, thing, recorded.given, { until }));
      } else if (thing.type === 'server')
        returned.push(await freeServer(inventory, thing, freePool(inventory), { until }));
      else
        throw failure('NOT_SUPPORTED', {
          thing,
          action: 'be deallocated: it is no server, and nothing was allocated to it',
        });
    }
    return returned;
  });
}
