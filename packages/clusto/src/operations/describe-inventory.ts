import { ClustoMeta } from '../inventory/meta.ts';
import { type Clusto } from './clusto.ts';

/** The inventory as a whole. */
export interface InventoryDescription {
  /** Without secrets. */
  readonly dsn: string;
  readonly version: number;
  /** When the latest version was made; null when nothing ever was. */
  readonly changed: string | null;
  readonly entities: number;
  readonly types: Readonly<Record<string, number>>;
}

export async function describeInventory(inventory: Clusto): Promise<InventoryDescription> {
  const types = await inventory.reader.typeCounts(ClustoMeta.driverName);
  const version = await inventory.version();
  const [latest] = await inventory.versions({ limit: 1, before: version + 1 });
  return {
    dsn: inventory.dsn,
    version,
    changed: latest?.time.toISOString() ?? null,
    entities: types.reduce((sum, { count }) => sum + count, 0),
    types: Object.fromEntries(types.map(({ type, count }) => [type, count])),
  };
}
