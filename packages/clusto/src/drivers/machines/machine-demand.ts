import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';

/** What machines take of their hosts: memory in MB, disk in GB, logical CPUs. Subkeys of `system` on both. */
export const quantities = ['memory', 'disk', 'cpucount'] as const;
export type Quantity = (typeof quantities)[number];

/** An integer for each quantity. */
export type Amounts = Readonly<Record<Quantity, number>>;

/** Amounts from those that are in the order of `quantities`. */
export function amountsOf([memory = 0, disk = 0, cpucount = 0]: readonly number[]): Amounts {
  return { memory, disk, cpucount };
}

const defaults: Partial<Amounts> = { cpucount: 1 };

/**
 * What a machine asks for: its own `system.memory`, `system.disk` and `system.cpucount` (default 1), fractions rounded up.
 * @throws VM_INCOMPLETE, ATTRIBUTE_AMBIGUOUS
 */
export async function machineDemand(machine: Driver): Promise<Amounts> {
  const attributes = await machine.attrs({ key: 'system' });
  const values = quantities.map((quantity) => {
    const [first, ...more] = attributes.filter(({ subkey }) => subkey === quantity);
    if (more.length > 0)
      throw failure('ATTRIBUTE_AMBIGUOUS', {
        thing: machine,
        count: more.length + 1,
        attribute: `system.${quantity}`,
      });
    return first === undefined ? (defaults[quantity] ?? 0) : Math.ceil(positive(first.value));
  });
  const missing = quantities.filter((_, index) => values[index] === 0).map((quantity) => `system.${quantity}`);
  if (missing.length > 0) throw failure('VM_INCOMPLETE', { machine, attributes: missing });
  return amountsOf(values);
}

/** The number that a value is; 0 where it is none, or none above 0. */
export function positive(value: unknown): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && Number.isSafeInteger(Math.ceil(number)) ? number : 0;
}

const units: Readonly<Record<Quantity, string>> = { memory: 'MB of memory', disk: 'GB of disk', cpucount: 'CPUs' };

/** An amount as messages show it: `20 GB of disk`. */
export function amountText(quantity: Quantity, amount: number): string {
  return quantity === 'cpucount' && amount === 1 ? '1 CPU' : `${amount} ${units[quantity]}`;
}

/** `1024 MB of memory, 20 GB of disk, 1 CPU`. */
export function demandText(demand: Amounts): string {
  return quantities.map((quantity) => amountText(quantity, demand[quantity])).join(', ');
}
