import { failure } from '../../base/errors.ts';
import type { Inventory } from '../../inventory/driver.ts';

/** A whole number of the configuration; `otherwise` where it is not set. @throws CONFIG_INVALID */
export function configuredNumber(inventory: Inventory, section: string, option: string, otherwise: number): number {
  const value = inventory.settings(section)[option] ?? otherwise;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw failure('CONFIG_INVALID', { file: `[${section}]`, reason: `${option} must be a whole number from 0` });
}

/** A text of the configuration; undefined where it is not set. @throws CONFIG_INVALID */
export function configuredText(inventory: Inventory, section: string, option: string): string | undefined {
  const value = inventory.settings(section)[option];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw failure('CONFIG_INVALID', { file: `[${section}]`, reason: `${option} must be a text` });
}
