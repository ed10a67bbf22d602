import { type Driver, type Inventory } from '../../inventory/driver.ts';

type StateReader = Inventory['reader']['state'];
export type EntityRow = Parameters<Inventory['wrap']>[0];
export type LiveAttribute = Awaited<ReturnType<StateReader['attributesOf']>>[number];
export type LivePlace = Awaited<ReturnType<StateReader['placesOf']>>[number];
export type LiveClaim = Awaited<ReturnType<StateReader['claimsOf']>>[number];

/** An entity as it is, with everything that is its own. */
export interface LiveEntity {
  readonly row: EntityRow;
  readonly thing: Driver;
  /** In the order of writing. */
  readonly attributes: readonly LiveAttribute[];
  /** What it is in, longest there first. */
  readonly places: readonly LivePlace[];
  /** What managers gave it, oldest first. */
  readonly claims: readonly LiveClaim[];
}

/** All that is known of these entities, by four statements. */
export async function readLive(inventory: Inventory, rows: readonly EntityRow[]): Promise<LiveEntity[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const { state } = inventory.reader;
  const attributes = Map.groupBy(await state.attributesOf(ids), ({ entity }) => entity);
  const places = Map.groupBy(await state.placesOf(ids), ({ member }) => member);
  const claims = Map.groupBy(await state.claimsOf(ids), ({ entity }) => entity);
  return rows.map((row) => ({
    row,
    thing: inventory.wrap(row),
    attributes: attributes.get(row.id) ?? [],
    places: places.get(row.id) ?? [],
    claims: claims.get(row.id) ?? [],
  }));
}
