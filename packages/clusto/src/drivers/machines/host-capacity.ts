import type { Driver, Inventory } from '../../inventory/driver.ts';
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
export interface HostCapacity extends HostRoom {
  readonly host: Driver;
}

/** The same of a host that is known by its row only. */
export interface HostRoom extends Readonly<Record<Quantity, Capacity>> {
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
 * The room on the hosts of a manager in the order of insertion, in one statement whose cost does not depend on the number of
 * machines. An older view has no sums; there they are computed from the attributes of the machines, in three.
 * @param member only this host
 */
export async function hostRooms(
  manager: Driver,
  ratios: Ratios,
  member?: Driver,
): Promise<(HostRoom & { readonly row: HostRow })[]> {
  const { inventory } = manager;
  const rows = await inventory.reader.bearers({
    container: manager.id,
    ...(member ? { member: member.id } : {}),
    key: 'system',
    quantities,
    loads: [...quantities, loadNames.reserved, loadNames.machines],
  });
  const past = inventory.isPast ? await usedFromAttributes(manager) : undefined;
  return rows.map((row) => {
    const used = past ? (past.get(row.id) ?? unused) : usedFromLoads(row.bears);
    const [memory, disk, cpucount] = row.has;
    return {
      row,
      memory: capacityOf(memory, ratios.memory, used.memory),
      disk: capacityOf(disk, ratios.disk, used.disk),
      cpucount: capacityOf(cpucount, ratios.cpucount, used.cpucount),
      isReserved: used.reserved > 0,
      machines: used.machines,
    };
  });
}

type HostRow = Parameters<Inventory['wrap']>[0];

function capacityOf(has: number | null | undefined, ratio: number, used: number): Capacity {
  const total = Math.floor(positive(has) * ratio);
  return { total, used, free: Math.max(0, total - used) };
}

/** The same with the hosts, for reports. */
export async function hostCapacities(manager: Driver, ratios: Ratios): Promise<HostCapacity[]> {
  const rooms = await hostRooms(manager, ratios);
  return rooms.map(({ row, ...room }) => {
    const { id, name, type, driver } = row;
    return { host: manager.inventory.wrap({ id, name, type, driver }), ...room };
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
