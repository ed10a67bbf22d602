import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type ClustoException, failure } from '../base/errors.ts';
import { isRackFactory, registerFactory } from '../drivers/factories/get-factory.ts';
import { Driver, type DriverClass } from '../inventory/driver.ts';
import { type Registry } from '../inventory/registry.ts';
import { lineOfFailure } from './line-of-failure.ts';
import { resolveClusto } from './resolve-clusto.ts';

const isDriver = (value: unknown): value is DriverClass =>
  typeof value === 'function' && value.prototype instanceof Driver;

/** When each file had been changed as it was first loaded. */
const firstLoaded = new Map<string, number>();

/** The module of a file as it is now: Node keeps what it has loaded, so one that has changed since gets another address. */
function addressOf(file: string): string {
  const { mtimeMs } = statSync(file);
  const first = firstLoaded.get(file) ?? mtimeMs;
  firstLoaded.set(file, first);
  const address = pathToFileURL(file);
  if (mtimeMs !== first) address.searchParams.set('changed', String(mtimeMs));
  return address.href;
}

async function loadFile(file: string, registry: Registry): Promise<void> {
  const exported = (await import(addressOf(file))) as Readonly<Record<string, unknown>>;
  for (const value of Object.values(exported)) {
    if (isDriver(value)) registry.register(value);
    if (isRackFactory(value)) registerFactory(registry, value);
  }
}

/**
 * Loads plug-ins: every driver class and every rack factory that a file exports is registered. A file that fails does not keep the others from
 * loading; what it had exported before its mistake stays registered. A file that has changed since it was loaded is loaded anew,
 * but not what it imports.
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
