import { type AppliedContent, claimKey, withoutThose } from './applied-content.ts';
import { type HeldClaim, heldClaims } from './allocation-comparison.ts';
import { keysText, liveKeys, shownValues, slotsOf } from './kept-values.ts';
import { type CableComparison, readEnd } from './cable-comparison.ts';
import { type Comparing, compareValue } from './comparing.ts';
import { type LiveEntity } from './live-entity.ts';

/** What of an entity the set has said before and says no more. */
export interface Forgotten {
  readonly name: string;
  readonly live: LiveEntity | undefined;
  readonly before: AppliedContent;
  /** What it says now; undefined where it says nothing of the entity. */
  readonly now: AppliedContent | undefined;
}

/**
 * Plans to take back what a set has created or set and says no more. What was changed since is not the set's any more, and
 * so a conflict.
 * @param otherSet a set that has something to say of the entity too
 */
export async function planRemovals(
  on: Comparing,
  { name, live, before, now }: Forgotten,
  { cables, otherSet }: { readonly cables: CableComparison; readonly otherSet: string | undefined },
): Promise<void> {
  const { inventory, directory, steps, liveChanges } = on;
  if (live === undefined) return;
  const slots = slotsOf(live.thing, live.attributes);
  const isDeleted = now === undefined && before.created === true;
  for (const [slot, applied] of Object.entries(before.attributes)) {
    if (now !== undefined && Object.hasOwn(now.attributes, slot)) continue;
    const rows = slots.get(slot) ?? [];
    if (rows.length === 0) continue;
    const keys = keysText(liveKeys(rows, (present) => directory.fileName(present)));
    const decision = await compareValue(
      on,
      { live: keys, wanted: keysText([]), applied: keysText(applied) },
      async () => [
        `${slot} of ${name} was changed to ${shownValues(inventory.registry, live.thing, rows)}`,
        Math.max(...rows.map(({ since }) => since)),
      ],
    );
    if (decision === 'change' && !isDeleted) steps.unset.push({ entity: name, rows });
  }
  if (isDeleted) {
    if (otherSet === undefined || on.overwrite) steps.deletes.push(name);
    else
      liveChanges.add(
        'conflict',
        `${name} is wanted by the set ${otherSet}, and was last changed`,
        await inventory.reader.state.since(live.row.id),
      );
    return;
  }
  for (const container of Object.keys(before.places)) {
    const isThere = live.places.some(({ containerName }) => directory.fileName(containerName) === container);
    if (isThere && (now === undefined || !Object.hasOwn(now.places, container)))
      steps.removals.push({ container, member: name, where: undefined });
  }
  for (const [own, far] of Object.entries(before.cables)) {
    const end = cables.farOf(own);
    const isSame = end !== undefined && JSON.stringify([end.entity, end.port, end.number]) === far;
    if (isSame && (now === undefined || !Object.hasOwn(now.cables, own))) steps.disconnects.push(readEnd(own));
  }
  const claims = forgottenClaims(heldClaims(on, live), before.allocations, now?.allocations ?? []);
  if (claims.length > 0) steps.releases.push({ entity: name, claims: claims.map(({ claim }) => claim) });
}

/** Of what an entity has, that which the set wanted and wants no more; of what managers chose, the newest. */
function forgottenClaims(held: readonly HeldClaim[], before: readonly string[], now: readonly string[]): HeldClaim[] {
  const keyOf = ({ manager, resource }: HeldClaim): string => claimKey(manager, resource);
  const forgotten = withoutThose(before, now);
  const named = held.filter((one) => forgotten.includes(keyOf(one)));
  const rest = held.filter((one) => !before.includes(keyOf(one)) && !now.includes(keyOf(one))).toReversed();
  const left = [...forgotten];
  const chosen = rest.filter(({ manager }) => {
    const index = left.indexOf(claimKey(manager, null));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  return [...named, ...chosen];
}
