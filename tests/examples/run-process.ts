import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtClusto } from '../support/built-clusto.ts';

export const repository: string = join(import.meta.dirname, '../..');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the repository to its end. What is not in `env` is not in its environment. */
export function runProcess(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  return new Promise((finished, failed) => {
    const child = spawn(command, args, { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', failed);
    child.once('close', (status) => finished({ status, stdout, stderr }));
  });
}

/**
 * The environment of a user who has just come: an empty home, `clusto` as it is published and `node` on the PATH. What is run
 * by `node` imports the sources.
 */
export async function newUser(home: string): Promise<Record<string, string>> {
  const bin = join(home, 'bin');
  const main = join(await builtClusto(), 'dist/cli.js');
  await mkdir(bin, { recursive: true });
  // what was compiled for one of the many processes serves the others
  const cache = process.env['NODE_COMPILE_CACHE'] ?? '';
  const variables = `NODE_COMPILE_CACHE='${cache}' NODE_OPTIONS=`;
  await writeFile(join(bin, 'clusto'), `#!/bin/sh\n${variables} exec node ${main} "$@"\n`);
  await chmod(join(bin, 'clusto'), 0o755);
  const path = `${bin}:${join(process.execPath, '..')}:${process.env['PATH']}`;
  return { HOME: home, PATH: path, NODE_OPTIONS: '--conditions=clusto-dev', NO_COLOR: '1', CLUSTO_ACTOR: 'you' };
}
