import { type Network } from '../../base/network.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';

/** How full a subnet is. */
export interface SubnetUse {
  readonly name: string;
  /** Null for a manager that takes every address. */
  readonly network: string | null;
  readonly gateway: string | null;
  /** How many addresses it can hand out; as text, since IPv6 has more than a number holds. */
  readonly size: string | null;
  /** How many it has given out, reserved ones included. */
  readonly used: number;
  /** Percent of `size`, with one decimal. */
  readonly percent: number | null;
}

const isManager = (thing: Driver): thing is IPManager => thing instanceof IPManager;

const order = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);

/** By network; those that take every address come last. */
function byNetwork({ network: one }: Placed, { network: other }: Placed): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.family - other.family || order(one.first, other.first) || one.prefix - other.prefix;
}

interface Placed {
  readonly network: Network | null;
  readonly use: SubnetUse;
}

async function describe(manager: IPManager, used: number): Promise<Placed> {
  const network = await manager.getNetwork();
  const { gateway } = await manager.getProperties();
  const { name } = manager;
  if (network === null) return { network, use: { name, network, gateway, size: null, used, percent: null } };
  const size = network.lastUsable - network.firstUsable + 1n - (gateway === null ? 0n : 1n);
  const percent = size <= 0n ? null : Number((BigInt(used) * 1000n) / size) / 10;
  return { network, use: { name, network: network.text, gateway, size: String(size), used, percent } };
}

/** The IP managers by network, each with its use; all unless told. @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER */
export async function listSubnets(inventory: Clusto, terms?: readonly EntityTerm[]): Promise<SubnetUse[]> {
  const things: readonly Driver[] = await (terms === undefined
    ? inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(IPManager) })
    : Promise.all(terms.map((term) => findEntity(inventory, term))));
  for (const thing of things)
    if (!isManager(thing)) throw failure('ENTITY_WRONG_DRIVER', { thing, expected: IPManager });
  const counts = await inventory.reader.allocationCounts(IPManager.attrName);
  const subnets = await Promise.all(
    things.filter(isManager).map((manager) => describe(manager, counts.get(manager.id) ?? 0)),
  );
  return subnets.toSorted(byNetwork).map(({ use }) => use);
}
