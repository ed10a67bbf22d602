import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClustoException, failure } from '../../base/errors.ts';
import { lineOfFailure } from '../../plugin/line-of-failure.ts';
import { type ShellSurface } from './shell-surface.ts';

/** Of a file, or as it came through a pipe. */
export type Script = { readonly file: string } | { readonly source: string };

/** What is piped in is a module of the working folder: it imports from there, and its errors name it `[stdin]`. */
function moduleOf(source: string): { file: string; url: string } {
  const file = join(process.cwd(), '[stdin]');
  const { href: url } = pathToFileURL(file);
  registerHooks({
    resolve: (specifier, context, next) => (specifier === url ? { url, shortCircuit: true } : next(specifier, context)),
    load: (wanted, context, next) =>
      wanted === url ? { format: 'module-typescript', source, shortCircuit: true } : next(wanted, context),
  });
  return { file, url };
}

/**
 * Runs a script: JavaScript or TypeScript, with `await` on its first level.
 * @throws CONFIG_MISSING without the file, SCRIPT_FAILED, and exceptions of clusto; both name file and line
 */
export async function runScript({ globals }: ShellSurface, script: Script): Promise<void> {
  const isFile = 'file' in script;
  if (isFile && !existsSync(script.file))
    throw failure('SCRIPT_FAILED', { file: script.file, reason: 'there is no such file' });
  const { file, url } = isFile ? { file: script.file, url: pathToFileURL(script.file).href } : moduleOf(script.source);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  try {
    await import(url);
  } catch (error) {
    const line = lineOfFailure(error, file);
    const place = `${isFile ? file : '[stdin]'}${line === undefined ? '' : `:${line}`}`;
    if (!(error instanceof ClustoException)) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : error;
      throw failure('SCRIPT_FAILED', { file: place, reason }, error);
    }
    error.message = `${place}: ${error.message}`;
    throw error;
  }
}
