import type { Json } from '../../base/values.ts';
import type { Driver, Inventory } from '../../inventory/driver.ts';

/** What is under way outside of the database. */
export interface Intent {
  readonly operation: string;
  /** When it began, as ISO 8601. */
  readonly since: string;
  /** What the operation needs to know to be finished or undone. */
  readonly detail: Readonly<Record<string, Json>>;
}

const where = { key: 'machine', subkey: 'intent', number: null } as const;

/** Notes, as a version of its own, that an operation is about to change something outside. */
export async function recordIntent(machine: Driver, operation: string, detail: Intent['detail'] = {}): Promise<Intent> {
  const intent = { operation, since: machine.inventory.clock.now().toISOString(), detail };
  await machine.setAttr({ ...where, value: intent });
  return intent;
}

/** The operation of a machine that has not come to its end, if there is one. */
export async function openIntent(machine: Driver): Promise<Intent | undefined> {
  const [value] = await machine.attrValues(where);
  return value === undefined ? undefined : (value as unknown as Intent);
}

/** Notes that nothing is under way any more; to be called in the transaction that records the outcome. */
export async function closeIntent(machine: Driver): Promise<void> {
  await machine.delAttrs(where);
}

/** The machines with an operation that has not come to its end. */
export function machinesWithIntent(inventory: Inventory): Promise<Driver[]> {
  return inventory.getByAttr({ key: where.key, subkey: where.subkey });
}
