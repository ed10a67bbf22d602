import { spawn } from 'node:child_process';
import { failure } from '../base/errors.ts';

export interface RunOptions {
  /** After how long the program is killed, in milliseconds. Default: 30000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the program reads on its standard input; nothing when left out. */
  readonly input?: string | Uint8Array | undefined;
}

/** How a program ended. */
export interface ProgramResult {
  /** The exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** More than any program here has to say; what comes on top is dropped. */
const mostOutput = 64 * 1024 * 1024;

/**
 * Runs a program to its end, without a shell, its messages in English (`LC_ALL=C`). An exit status other than 0 is for the
 * caller to judge.
 * @throws PROGRAM_MISSING, PROGRAM_TIMEOUT, INTERRUPTED when the signal is given
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { timeout = 30_000, signal, input }: RunOptions = {},
): Promise<ProgramResult> {
  if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `running ${program}` });
  // `env` sets the language, so that nothing here has to know the rest of the environment
  const child = spawn('env', ['LC_ALL=C', program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  let stopped: Error | undefined;
  const stop = (reason: Error): void => {
    stopped ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => stop(failure('PROGRAM_TIMEOUT', { program, seconds: timeout / 1000 })), timeout);
  const cancel = (): void => stop(failure('INTERRUPTED', { action: `running ${program}` }));
  signal?.addEventListener('abort', cancel, { once: true });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const) {
    let size = 0;
    child[name].on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostOutput) output[name].push(chunk);
    });
  }
  // a program may end before it has read everything; its exit status says what that means
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.on('error', reject);
  child.on('close', (status) => {
    const [stdout, stderr] = [output.stdout, output.stderr].map((chunks) => Buffer.concat(chunks).toString('utf8'));
    resolve({ status, stdout: stdout as string, stderr: stderr as string });
  });
  try {
    const result = await promise;
    if (stopped) throw stopped;
    // how `env` says that there is no such program
    if (result.status === 127 && result.stderr.startsWith('env:')) throw failure('PROGRAM_MISSING', { program });
    return result;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
