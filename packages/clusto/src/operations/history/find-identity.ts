import { failure } from '../../base/errors.ts';
import { findEntity } from '../find-entity.ts';
import { type HistoryView } from './history-view.ts';

/** From one version until before another; `until` is null as long as it lasts. */
export interface Span {
  readonly from: number;
  readonly until: number | null;
}

const isLive = (to: number): boolean => to === Number.MAX_SAFE_INTEGER;

export const spanOf = ({ from, to }: { readonly from: number; readonly to: number }): Span => ({
  from,
  until: isLive(to) ? null : to,
});

/**
 * The entity that a person means, also one that is gone or that has another name by now: the one that has the name in this
 * view, else the one that ever had it; else by IP address, MAC address or serial number.
 * @throws HISTORY_AMBIGUOUS with the times of each, ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
export async function findIdentity(inventory: HistoryView, term: string): Promise<number> {
  const { reader } = inventory;
  const present = await reader.entityByName(term);
  if (present) return present.id;
  const named = await reader.changes.named(term);
  const lives = Map.groupBy(named, ({ entity }) => entity);
  const [only] = lives.keys();
  if (lives.size > 1) {
    const candidates = [...lives.values()].map((states) =>
      states.map(({ driver, from, to }) => `${driver} of versions ${from} to ${to - 1}`).join(' and '),
    );
    throw failure('HISTORY_AMBIGUOUS', { name: term, candidates });
  }
  if (only !== undefined) return only;
  return (await findEntity(inventory, term)).id;
}
