import { failure } from '../../base/errors.ts';
import type { Driver, Inventory } from '../../inventory/driver.ts';
import { type Amounts, amountsOf, quantities } from './machine-demand.ts';

/** The key of the attribute that says on which host a machine is, whatever the kind of its VM manager. */
export const hostKey = 'vmmanager';
/** The subkey of what is reserved of a quantity. */
export const allocatedSubkey = (quantity: string): string => `allocated_${quantity}`;
/** The subkey of the host that a machine is moving to; what is reserved is reserved there, too. */
export const movingSubkey = 'moving_to';

/** Where a machine is, and what is reserved for it. */
export interface MachineShare {
  readonly machine: Driver;
  readonly host: Driver;
  readonly manager: Driver;
  /** Where it is moving to; there the same is reserved. Null when it stays. */
  readonly movingTo: Driver | null;
  readonly reserved: Amounts;
  /** The number of the attribute `vmmanager`. */
  readonly number: number;
  /** The id of that attribute. */
  readonly id: number;
}

/**
 * The shares that machines have of hosts, oldest first, in one statement; reservations of hosts are none.
 * @param of those of one machine, or of one manager; all when left out
 */
export async function machineShares(
  inventory: Inventory,
  of: { readonly machine?: Driver; readonly manager?: Driver } = {},
): Promise<MachineShare[]> {
  const { machine, manager } = of;
  const rows = await inventory.reader.shares({
    space: hostKey,
    amounts: quantities.map(allocatedSubkey),
    other: movingSubkey,
    ...(machine ? { owner: machine.id } : {}),
    ...(manager ? { manager: manager.id } : {}),
  });
  // hosts and managers are few: one object for each
  const things = new Map<number, Driver>();
  const shared = (row: Parameters<Inventory['wrap']>[0]): Driver => {
    const thing = things.get(row.id) ?? inventory.wrap(row);
    things.set(row.id, thing);
    return thing;
  };
  return rows
    .filter(({ owner, manager: giver }) => owner.id !== giver.id)
    .map(({ id, number, owner, bearer, manager: giver, other, amounts }) => ({
      id,
      number,
      machine: inventory.wrap(owner),
      host: shared(bearer),
      manager: shared(giver),
      movingTo: other === null ? null : shared(other),
      reserved: amountsOf(amounts),
    }));
}

/** Where a machine is, through whichever VM manager; undefined when it is on no host. */
export async function shareOf(machine: Driver): Promise<MachineShare | undefined> {
  return (await machineShares(machine.inventory, { machine }))[0];
}

/**
 * The host that a machine is on, through whichever VM manager (behaviour spec section 13.1, `get_hypervisor`).
 * @throws VM_NOT_PLACED
 */
export async function hostOf(machine: Driver): Promise<Driver> {
  const share = await shareOf(machine);
  if (share === undefined) throw failure('VM_NOT_PLACED', { machine });
  return share.host;
}
