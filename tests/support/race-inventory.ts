import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';

/** An inventory with real durability that asks neither environment nor configuration. */
export async function openInventory(dsn: string, options: Partial<OpenOptions> = {}): Promise<Session> {
  const drivers = builtInDrivers;
  return new Session(await openParts({ dsn, drivers, actor: 'race', source: 'test', ...options }));
}
