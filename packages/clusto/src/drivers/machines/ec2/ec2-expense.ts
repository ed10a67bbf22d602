import type { Driver } from '../../../inventory/driver.ts';
import { machinesWithIntent, openIntent } from '../intent.ts';
import { ec2Key } from './ec2-resource.ts';
import { launchOperation } from './launch-detail.ts';

/** What one server costs. */
export interface Ec2Expense {
  readonly machine: Driver;
  /** Null while it is being launched. */
  readonly instance: string | null;
  /** Dollars per hour; null where nobody knows. */
  readonly price: number | null;
}

/** Dollars without the noise of binary fractions. */
export const exactDollars = (dollars: number): number => Math.round(dollars * 1e6) / 1e6;

/** Everything that a manager pays for: the instances that it gave, and those that are being launched. */
export async function expensesOf(manager: Driver): Promise<Ec2Expense[]> {
  const { inventory } = manager;
  const owned = await manager.references({ key: ec2Key, subkey: 'manager' });
  const isOwn = new Set(owned.map(({ entity, number }) => `${entity.id}/${number}`));
  const rows = await inventory.reader.ownedAttributes({ key: ec2Key, hidden: true });
  const found = new Map<string, { price: number | null; instance: string | null }>();
  for (const row of rows) {
    const place = `${row.entity}/${row.number}`;
    if (!isOwn.has(place)) continue;
    const entry = found.get(place) ?? { price: null, instance: null };
    if (row.subkey === 'price') entry.price = Number(row.float ?? row.int);
    if (row.subkey === 'instance_id') entry.instance = row.string;
    found.set(place, entry);
  }
  const launched = owned.map(({ entity, number }) => ({
    machine: entity,
    instance: null,
    price: null,
    ...found.get(`${entity.id}/${number}`),
  }));
  const pending: Ec2Expense[] = [];
  for (const machine of await machinesWithIntent(inventory)) {
    const intent = await openIntent(machine);
    if (intent?.operation !== launchOperation || intent.detail['manager'] !== manager.id) continue;
    pending.push({ machine, instance: null, price: (intent.detail['price'] ?? null) as number | null });
  }
  return [...launched, ...pending];
}

export function totalOf(expenses: readonly Ec2Expense[]): number {
  return exactDollars(expenses.reduce((sum, { price }) => sum + (price ?? 0), 0));
}
