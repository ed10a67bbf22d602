import type { Driver } from '../../inventory/driver.ts';
import { type Amounts, positive, quantities, type Quantity } from './machine-demand.ts';
import { hostKey, machineShares } from './machine-share.ts';

/** How much of a quantity there is. */
export interface Capacity {
  /** What can be given out: what the host has, times the ratio of the manager, rounded down. */
  readonly total: number;
  readonly used: number;
  /** Never below 0, also where more is used than there is. */
  readonly free: number;
}

/** What a host has, and what its machines take of it: memory in MB, disk in GB, logical CPUs. */
export interface HostCapacity extends Readonly<Record<Quantity, Capacity>> {
  readonly host: Driver;
  /** Takes no further machines. */
  readonly isReserved: boolean;
  /** How many machines are on it. */
  readonly machines: number;
}

/** All hosts of a manager together. */
export interface TotalCapacity extends Readonly<Record<Quantity, Capacity>> {
  readonly hosts: number;
  /** How many hosts are reserved. */
  readonly reserved: number;
  readonly machines: number;
}

/** By how much more of each quantity is given out than a host has. */
export type Ratios = Readonly<Record<Quantity, number>>;

/** The loads of a host besides the quantities. */
export const loadNames = { reserved: 'reserved', machines: 'machines' } as const;

type Used = Amounts & { readonly reserved: number; readonly machines: number };

/**
 * The hosts of a manager in the order of insertion, in one statement whose cost does not depend on the number of
 * machines. An older view has no sums; there they are computed from the attributes of the machines, in three.
 * @param member only this host
 */
export async function hostCapacities(manager: Driver, ratios: Ratios, member?: Driver): Promise<HostCapacity[]> {
  const { inventory } = manager;
  const rows = await inventory.reader.bearers({
    container: manager.id,
    ...(member ? { member: member.id } : {}),
    key: 'system',
    quantities,
    loads: [...quantities, loadNames.reserved, loadNames.machines],
  });
  const past = inventory.isPast ? await usedFromAttributes(manager) : undefined;
  return rows.map(({ id, name, type, driver, has, bears }) => {
    const used = past ? (past.get(id) ?? unused) : usedFromLoads(bears);
    const capacity = (quantity: Quantity, index: number): Capacity => {
      const total = Math.floor(positive(has[index]) * ratios[quantity]);
      return { total, used: used[quantity], free: Math.max(0, total - used[quantity]) };
    };
    return {
      host: inventory.wrap({ id, name, type, driver }),
      memory: capacity('memory', 0),
      disk: capacity('disk', 1),
      cpucount: capacity('cpucount', 2),
      isReserved: used.reserved > 0,
      machines: used.machines,
    };
  });
}

const unused: Used = { memory: 0, disk: 0, cpucount: 0, reserved: 0, machines: 0 };

function usedFromLoads([memory = 0, disk = 0, cpucount = 0, reserved = 0, machines = 0]: readonly number[]): Used {
  return { memory, disk, cpucount, reserved, machines };
}

async function usedFromAttributes(manager: Driver): Promise<Map<number, Used>> {
  const used = new Map<number, Used>();
  const add = (host: Driver, more: Partial<Used>): void => {
    const sum = { ...(used.get(host.id) ?? unused) };
    for (const name of [...quantities, 'reserved', 'machines'] as const) sum[name] += more[name] ?? 0;
    used.set(host.id, sum);
  };
  for (const { host, movingTo, reserved } of await machineShares(manager.inventory)) {
    add(host, { ...reserved, machines: 1 });
    if (movingTo) add(movingTo, reserved);
  }
  for (const { value } of await manager.attrs({ key: hostKey, subkey: null })) add(value as Driver, { reserved: 1 });
  return used;
}

export function totalCapacity(hosts: readonly HostCapacity[]): TotalCapacity {
  const sum = (number: (host: HostCapacity) => number): number =>
    hosts.reduce((result, host) => result + number(host), 0);
  const all = (quantity: Quantity): Capacity => ({
    total: sum((host) => host[quantity].total),
    used: sum((host) => host[quantity].used),
    free: sum((host) => host[quantity].free),
  });
  return {
    hosts: hosts.length,
    memory: all('memory'),
    disk: all('disk'),
    cpucount: all('cpucount'),
    reserved: sum(({ isReserved }) => Number(isReserved)),
    machines: sum(({ machines }) => machines),
  };
}
