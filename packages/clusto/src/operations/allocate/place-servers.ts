import { type RackPlacement, type Wire } from './allocation-request.ts';
import { Exclusions } from './exclusions.ts';
import { type RackShare, type RackSpace } from './rack-space.ts';

/** Where a server can come to be: a rack for new ones, or an existing server in its rack. */
export interface Slot<Item> {
  readonly item: Item;
  /** Undefined where racks do not matter. */
  readonly space: RackSpace | undefined;
}

export interface Placing {
  readonly wanted: number;
  /** Rack units of each; 0 for servers that have their place. */
  readonly height: number;
  readonly wiring: readonly Wire[];
  readonly placement: RackPlacement | undefined;
  /** Whether a slot can be taken more than once. */
  readonly isReusable: boolean;
}

export interface Placed<Item> {
  readonly item: Item;
  readonly share: RackShare | null;
}

async function take<Item>({ item, space }: Slot<Item>, { height, wiring }: Placing): Promise<Placed<Item> | string> {
  if (space === undefined) return { item, share: null };
  const share = await space.take(height, wiring);
  return typeof share === 'string' ? share : { item, share };
}

/** Takes the slots in their order, each as often as it goes. */
async function fill<Item>(
  slots: readonly Slot<Item>[],
  placing: Placing,
  exclusions: Exclusions,
): Promise<Placed<Item>[]> {
  const placed: Placed<Item>[] = [];
  for (const slot of slots) {
    do {
      if (placed.length === placing.wanted) return placed;
      const result = await take(slot, placing);
      if (typeof result === 'string') {
        exclusions.add(result);
        break;
      }
      placed.push(result);
    } while (placing.isReusable);
  }
  return placed;
}

/** Takes a slot in the rack with the fewest so far, again and again. */
async function spread<Item>(
  slots: readonly Slot<Item>[],
  placing: Placing,
  exclusions: Exclusions,
): Promise<Placed<Item>[]> {
  const placed: Placed<Item>[] = [];
  const counts = new Map<RackSpace | undefined, number>();
  const countOf = ({ space }: Slot<Item>): number => counts.get(space) ?? 0;
  let left = [...slots];
  while (placed.length < placing.wanted && left.length > 0) {
    const slot = left.reduce((best, other) => (countOf(other) < countOf(best) ? other : best));
    const result = await take(slot, placing);
    if (typeof result === 'string') exclusions.add(result);
    else {
      placed.push(result);
      counts.set(slot.space, countOf(slot) + 1);
    }
    if (typeof result === 'string' || !placing.isReusable) left = left.filter((other) => other !== slot);
  }
  return placed;
}

/** Takes all slots in the first rack that has enough. */
async function together<Item>(
  slots: readonly Slot<Item>[],
  placing: Placing,
  exclusions: Exclusions,
): Promise<Placed<Item>[]> {
  let most: Placed<Item>[] = [];
  for (const [space, group] of Map.groupBy(slots, (slot) => slot.space)) {
    const fork = space?.fork();
    const short = new Exclusions();
    const placed = await fill(
      group.map(({ item }) => ({ item, space: fork })),
      placing,
      short,
    );
    if (placed.length === placing.wanted) return placed;
    exclusions.add(`room for ${placing.wanted} in one rack`, group.length);
    if (placed.length > most.length) most = placed;
  }
  return most;
}

/**
 * Distributes servers over slots as the placement says.
 * @returns what was placed; fewer than wanted when there are not enough slots, with the reasons among the exclusions
 */
export function placeServers<Item>(
  slots: readonly Slot<Item>[],
  placing: Placing,
  exclusions: Exclusions,
): Promise<Placed<Item>[]> {
  const way = placing.placement === 'spread' ? spread : placing.placement === 'same-rack' ? together : fill;
  return way(slots, placing, exclusions);
}
