import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Action } from './action.ts';

/**
 * Refuses what the holder of an inventory may not do: for verbs that change nothing in it, as who writes is asked anyway.
 * @param things on which; without them it has to be allowed on something
 * @throws FORBIDDEN
 */
export async function requireRight(inventory: Clusto, action: Action, things?: readonly Driver[]): Promise<void> {
  const { holder, reader } = inventory;
  if (things === undefined) holder?.requireAny(action);
  else await holder?.requireOn(action, things, reader);
}

/**
 * Refuses what compares the inventory with something else to whoever is limited: what they do not see would be taken for what is not
 * there.
 * @throws FORBIDDEN unless they see everything, and may do this to all of it
 */
export function requireWhole({ holder }: Clusto, action: Action): void {
  holder?.requireAll(action);
}
