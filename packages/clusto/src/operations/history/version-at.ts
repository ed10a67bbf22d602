import { type HistoryView } from './history-view.ts';

/** A version, or a time: a Date, or ISO 8601 with its zone. Digits alone are a version. */
export type MomentInput = number | Date | string;

const momentOf = (moment: MomentInput): MomentInput =>
  typeof moment === 'string' && /^\d+$/.test(moment) ? Number(moment) : moment;

/** The version that was there at a moment. @throws VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID */
export function versionAt(inventory: HistoryView, moment: MomentInput): Promise<number> {
  return inventory.at(momentOf(moment)).version();
}

/** The last version before a moment. @throws VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID */
export async function versionBefore(inventory: HistoryView, moment: MomentInput): Promise<number> {
  const given = momentOf(moment);
  const there = await versionAt(inventory, given);
  if (typeof given === 'number') return Math.max(0, there - 1);
  // one that was made at that very moment counts as after it
  return versionAt(inventory, new Date(new Date(given).getTime() - 1));
}
