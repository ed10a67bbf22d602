import { resolve } from 'node:path';
import { type Clusto } from '../../operations/clusto.ts';
import { type RemoteClusto } from '../remote/remote-clusto.ts';
import { resolveClusto } from '../../plugin/resolve-clusto.ts';
import { type ShellSurface } from './shell-surface.ts';

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function surfaceOf(clusto: Clusto): Promise<ShellSurface> {
  if (clusto.remote === undefined) return (await import('./database-surface.ts')).databaseSurface(clusto);
  return (await import('./server-surface.ts')).serverSurface(clusto as RemoteClusto);
}

/**
 * The prompt; or, with a file or something piped in, a script with the same names at hand.
 * @param args what the script finds in `process.argv` from the third place on
 * @throws SCRIPT_FAILED, and exceptions of clusto from a script, both with file and line
 */
export async function startShell(
  clusto: Clusto,
  file: string | undefined,
  args: readonly string[] = [],
): Promise<void> {
  resolveClusto();
  const surface = await surfaceOf(clusto);
  if (file === undefined && process.stdin.isTTY) {
    const { runPrompt } = await import('./run-prompt.ts');
    await runPrompt(surface);
  } else {
    const { runScript } = await import('./run-script.ts');
    const isPiped = file === undefined || file === '-';
    process.argv.splice(1, Infinity, isPiped ? '-' : resolve(file), ...args);
    await runScript(surface, isPiped ? { source: await readStdin() } : { file: resolve(file) });
  }
  // what was started and not awaited is written before the inventory is closed
  await clusto.transaction(async () => {});
}
