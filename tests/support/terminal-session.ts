import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface TerminalSession {
  /** What the program wrote to the terminal. */
  readonly output: string;
  readonly status: number | null;
}

export interface Typed {
  readonly after: string;
  readonly keys: string;
  /** Typed every second until the next text is seen, for a program that throws away what comes too early. */
  readonly isRepeated?: boolean;
}

export interface TerminalOptions {
  /** Beside PATH and TERM: nothing else of the environment of the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** What is typed after a text has been seen, in this order. */
  readonly typed: readonly Typed[];
}

/** Runs a program on a pseudo-terminal, as a person would: reads, and types when something appears. */
export async function onTerminal(
  command: readonly string[],
  { env, typed }: TerminalOptions,
): Promise<TerminalSession> {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['-qec', quoted, '/dev/null'], {
    env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = [...typed];
  let [output, seen] = ['', 0];
  let again: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [next] = waiting;
    const found = next === undefined ? -1 : output.indexOf(next.after, seen);
    if (next === undefined || found < 0) return;
    seen = found + next.after.length;
    waiting.shift();
    clearInterval(again);
    child.stdin.write(next.keys);
    if (next.isRepeated === true) again = setInterval(() => child.stdin.write(next.keys), 1000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  clearInterval(again);
  return { output, status };
}
