import type { Inventory } from '../../inventory/driver.ts';
import { configuredNumber } from './configured-number.ts';

/** How long switched outlets get to reach their state, and how long they stay off in a reboot; in milliseconds. */
export function powerPatience(inventory: Inventory): { readonly settle: number; readonly pause: number } {
  return {
    settle: configuredNumber(inventory, 'power', 'settle', 15_000),
    pause: configuredNumber(inventory, 'power', 'pause', 5000),
  };
}
