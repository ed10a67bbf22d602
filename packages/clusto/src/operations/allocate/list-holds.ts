import { timeAsText } from '../../base/clock.ts';
import { type Session } from '../../inventory/session.ts';
import { AllocationBook } from './allocation-book.ts';

/** A reservation. */
export interface Hold {
  readonly key: string;
  readonly until: string;
  /** Whether its time is over: it counts as free, and the next one who writes ends it. */
  readonly expired: boolean;
  /** Who made it. */
  readonly actor: string;
  readonly servers: readonly string[];
}

/** The reservations, the next to end first. */
export async function listHolds(inventory: Session): Promise<Hold[]> {
  const now = inventory.clock.now();
  return (await new AllocationBook(inventory).held()).map(({ key, until, actor, servers }) => ({
    key,
    until: timeAsText(until as Date),
    expired: (until as Date) <= now,
    actor,
    servers: servers.map(({ server }) => server.name),
  }));
}
