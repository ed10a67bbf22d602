import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';

/** An inventory with real durability that asks neither environment nor configuration. */
export async function openInventory(dsn: string, options: Partial<OpenOptions> = {}): Promise<Clusto> {
  const drivers = builtInDrivers;
  return new Clusto(await openParts({ dsn, drivers, actor: 'race', source: 'test', ...options }));
}
