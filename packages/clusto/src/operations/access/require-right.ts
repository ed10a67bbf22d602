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
