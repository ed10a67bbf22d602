import { pathToFileURL } from 'node:url';
import { type ClustoException, failure } from '../base/errors.ts';
import { isRackFactory, registerFactory } from '../drivers/factories/get-factory.ts';
import { Driver, type DriverClass } from '../inventory/driver.ts';
import { type Registry } from '../inventory/registry.ts';
import { lineOfFailure } from './line-of-failure.ts';
import { resolveClusto } from './resolve-clusto.ts';

const isDriver = (value: unknown): value is DriverClass =>
  typeof value === 'function' && value.prototype instanceof Driver;

async function loadFile(file: string, registry: Registry): Promise<void> {
  const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  for (const value of Object.values(exported)) {
    if (isDriver(value)) registry.register(value);
    if (isRackFactory(value)) registerFactory(registry, value);
  }
}

/**
 * Loads plug-ins: every driver class and every rack factory that a file exports is registered. A file that fails does not keep the others from
 * loading; what it had exported before its mistake stays registered.
 * @param files full paths, as `pluginFiles` finds them
 * @returns PLUGIN_FAILED for each file that failed
 */
export async function loadPlugins(files: readonly string[], registry: Registry): Promise<ClustoException[]> {
  resolveClusto();
  const failures: ClustoException[] = [];
  for (const file of files) {
    try {
      await loadFile(file, registry);
    } catch (error) {
      const line = lineOfFailure(error, file);
      const reason = error instanceof Error ? error.message.split('\n')[0] : error;
      failures.push(failure('PLUGIN_FAILED', { file: line === undefined ? file : `${file}:${line}`, reason }, error));
    }
  }
  return failures;
}
