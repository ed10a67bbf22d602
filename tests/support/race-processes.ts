import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RaceResult, tasks } from './race-tasks.ts';

export const processes = 8;

/** The next message of a process; the end of the process is a failure. */
async function message(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort();
  child.once('exit', onExit);
  try {
    return (await once(child, 'message', { signal: ended.signal }))[0];
  } finally {
    child.off('exit', onExit);
  }
}

/** A race of processes that all begin at once. */
export class Race implements Disposable {
  readonly #children: readonly ChildProcess[];

  constructor(task: keyof typeof tasks, dsn: string, count: number = processes) {
    const script = join(import.meta.dirname, 'race-worker.ts');
    const execArgv = ['--conditions=clusto-dev'];
    this.#children = Array.from({ length: count }, (_, number) =>
      fork(script, [task, dsn, String(number)], { execArgv }),
    );
  }

  async run(): Promise<RaceResult[]> {
    await Promise.all(this.#children.map(message));
    const results = this.#children.map(message);
    for (const child of this.#children) child.send('go');
    return (await Promise.all(results)) as RaceResult[];
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
