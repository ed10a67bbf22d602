import type { Json } from '../../base/values.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';

/** What was recorded for a machine that is to be created, and goes again when the creation is undone. */
export interface Recorded {
  /** Whether the entity itself was. */
  readonly entity: boolean;
  readonly address: string | null;
  /** Whether it got its place on a host. */
  readonly place: boolean;
  readonly pools: readonly string[];
}

interface Begun {
  /** ISO 8601. */
  readonly since: string;
  /** The process, as `host:pid`. */
  readonly by: string | null;
}

export interface CreateOrder extends Begun {
  readonly operation: 'create';
  readonly start: boolean;
  readonly recorded: Recorded;
}

export interface DeleteOrder extends Begun {
  readonly operation: 'delete';
}

/**
 * What is to be done with a machine as a whole: outside, which the intents of its driver follow step by step, and in the
 * inventory. It is written with the first change and goes with the last one, so that whatever happens between the two
 * leaves something that can be finished or undone.
 */
export type Order = CreateOrder | DeleteOrder;

const where = { key: 'machine', subkey: 'order', number: null } as const;

export async function recordOrder(machine: Driver, order: Order): Promise<void> {
  await machine.setAttr({ ...where, value: order as unknown as Json });
}

export async function openOrder(machine: Driver): Promise<Order | undefined> {
  const [value] = await machine.attrValues(where);
  return value as unknown as Order | undefined;
}

export async function closeOrder(machine: Driver): Promise<void> {
  await machine.delAttrs(where);
}

export function machinesWithOrder(inventory: Clusto): Promise<Driver[]> {
  return inventory.getByAttr({ key: where.key, subkey: where.subkey });
}
