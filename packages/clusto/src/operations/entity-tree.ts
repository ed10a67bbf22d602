import { valueAsText } from './value-as-text.ts';
import { type Driver } from '../inventory/driver.ts';

/** An entity with what it contains, or with what contains it. */
export interface EntityTree {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  readonly attributes?: readonly string[];
  readonly children: readonly EntityTree[];
}

export interface TreeParams {
  /** Upwards: the containers instead of the contents. */
  readonly parents?: boolean | undefined;
  /** Attributes to show, as `key` or `key.subkey`; `ALL` is every visible one. */
  readonly attributes?: readonly string[] | undefined;
}

/** The attributes that are wanted, as text, by the id of who has them: one statement for all. */
async function shownAttributes(things: readonly Driver[], wanted: readonly string[]): Promise<Map<number, string[]>> {
  const shown = new Map<number, string[]>(things.map(({ id }) => [id, []]));
  const [{ inventory } = { inventory: undefined }] = things;
  if (inventory === undefined || wanted.length === 0) return shown;
  const rows = await inventory.reader.attributes({ entities: things.map(({ id }) => id) });
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  for (const row of rows.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))) {
    const { key, value } = (byId.get(row.entity) as Driver).attributeOf(row);
    const path = row.subkey === null ? key : `${key}.${row.subkey}`;
    if (wanted.some((one) => one === 'ALL' || one === key || one === path))
      shown.get(row.entity)?.push(`${path} = ${valueAsText(value)}`);
  }
  return shown;
}

/**
 * Everything below an entity, or above it, in the order of insertion; read by as many statements for a datacenter as for
 * a rack. What stands in two places is shown in both.
 */
export async function entityTree(
  root: Driver,
  { parents = false, attributes = [] }: TreeParams = {},
): Promise<EntityTree> {
  const { reader } = root.inventory;
  const rows = await (parents ? reader.placesAbove(root.id) : reader.placesBelow(root.id));
  const things = new Map([[root.id, root]]);
  for (const row of rows) if (!things.has(row.id)) things.set(row.id, root.inventory.wrap(row));
  const next = new Map<number, Set<number>>();
  for (const { origin, id } of rows) next.set(origin, (next.get(origin) ?? new Set()).add(id));
  const shown = await shownAttributes([...things.values()], attributes);
  const node = (id: number): EntityTree => ({
    ...(things.get(id) as Driver).toJSON(),
    ...(attributes.length > 0 ? { attributes: shown.get(id) ?? [] } : {}),
    children: [...(next.get(id) ?? [])].map(node),
  });
  return node(root.id);
}
