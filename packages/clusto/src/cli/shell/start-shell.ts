import { resolve } from 'node:path';
import { type Clusto } from '../../operations/clusto.ts';
import { resolveClusto } from '../../plugin/resolve-clusto.ts';

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
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
  if (file === undefined && process.stdin.isTTY) {
    const { runPrompt } = await import('./run-prompt.ts');
    await runPrompt(clusto);
  } else {
    const { runScript } = await import('./run-script.ts');
    const isPiped = file === undefined || file === '-';
    process.argv.splice(1, Infinity, isPiped ? '-' : resolve(file), ...args);
    await runScript(clusto, isPiped ? { source: await readStdin() } : { file: resolve(file) });
  }
  // what was started and not awaited is written before the inventory is closed
  await clusto.transaction(async () => {});
}
