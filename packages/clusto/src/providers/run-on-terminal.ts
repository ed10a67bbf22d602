import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { failure } from '../base/errors.ts';

/**
 * Runs a program on the terminal of the user, without a shell, until the user leaves it: a console, for instance. There is
 * no time limit, since the user sees what happens, and keys such as Ctrl-C are for the program.
 * @param purpose what messages call it: `the console of s1`
 * @returns its exit status; 128 when a signal ended it
 * @throws TERMINAL_MISSING, PROGRAM_MISSING, INTERRUPTED when the signal is given
 */
export async function runOnTerminal(
  program: string,
  args: readonly string[],
  purpose: string,
  signal?: AbortSignal,
): Promise<number> {
  if (!isatty(0)) throw failure('TERMINAL_MISSING', {});
  const child = spawn(program, args, { stdio: 'inherit', ...(signal === undefined ? {} : { signal }) });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') reject(failure('PROGRAM_MISSING', { program }));
    else if (error.name === 'AbortError') reject(failure('INTERRUPTED', { action: `showing ${purpose}` }));
    else reject(error);
  });
  child.once('close', (status) => resolve(status ?? 128));
  return promise;
}
