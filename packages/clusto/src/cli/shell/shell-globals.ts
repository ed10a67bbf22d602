import { ClustoException } from '../../base/errors.ts';
import { RackFactory } from '../../drivers/factories/rack-factory.ts';
import { type Clusto } from '../../operations/clusto.ts';

/** What `clusto` can do, by name: every method of it and of the classes it extends. */
export function methodNames(clusto: Clusto): string[] {
  const names = new Set<string>();
  for (
    let level: unknown = Object.getPrototypeOf(clusto);
    level !== Object.prototype;
    level = Object.getPrototypeOf(level)
  )
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level as object)))
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
  return [...names].sort();
}

/** The names that a shell and its scripts have without importing them: the inventory, its methods, every driver class. */
export function shellGlobals(clusto: Clusto): Record<string, unknown> {
  const methods = methodNames(clusto).map((name) => {
    const method = Reflect.get(clusto, name) as (...args: unknown[]) => unknown;
    return [name, method.bind(clusto)] as const;
  });
  const drivers = clusto.registry.drivers.map((driver) => [driver.name, driver] as const);
  return { ...Object.fromEntries(methods), ...Object.fromEntries(drivers), RackFactory, ClustoException, clusto };
}
