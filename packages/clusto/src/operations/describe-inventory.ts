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
  const things = await inventory.getEntities();
  const types: Record<string, number> = {};
  for (const type of things.map((thing) => thing.type).sort()) types[type] = (types[type] ?? 0) + 1;
  const version = await inventory.version();
  const [latest] = await inventory.versions({ limit: 1, before: version + 1 });
  return { dsn: inventory.dsn, version, changed: latest?.time.toISOString() ?? null, entities: things.length, types };
}
