import { Counter, type Registry } from 'prom-client';

/**
 * A counter with one label for what happens thousands of times a second: it is counted in a map, and the registry hears of it when
 * it is asked for its metrics.
 * @returns counts one, under a value of the label
 */
export function countBy(
  registry: Registry,
  { name, help, label }: { readonly name: string; readonly help: string; readonly label: string },
): (value: string) => void {
  const counts = new Map<string, number>();
  const counter = new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect: () => {
      counter.reset();
      for (const [value, count] of counts) counter.inc({ [label]: value }, count);
    },
  });
  return (value) => void counts.set(value, (counts.get(value) ?? 0) + 1);
}
