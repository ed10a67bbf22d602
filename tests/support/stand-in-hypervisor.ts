import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { failure } from 'clusto/plugin';

export interface StandInDomain {
  readonly uuid: string;
  readonly state: 'running' | 'stopped' | 'paused' | 'crashed';
  readonly memory: number;
  readonly cpucount: number;
  readonly macs: readonly string[];
  readonly volumes: readonly string[];
}

/**
 * A hypervisor as far as clusto can tell: machines and volumes that stay when the process dies, each a file. At every
 * point it can be told to go wrong: `STANDIN_FAULT` is `fail:POINT` (the hypervisor says no), `kill:POINT` (the process is
 * killed), or `hang:POINT` (it does not answer), or several with
 * commas between; `fail:POINT:HOST` only on that host. A point is the name of a step with `before-` or `after-`, or what a
 * machine calls at its own.
 */
export class StandInHypervisor {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = join(folder, name);
    this.#name = name;
    for (const kind of ['domains', 'volumes']) mkdirSync(join(this.#folder, kind), { recursive: true });
  }

  /** Something may go wrong here. */
  async point(name: string, signal?: AbortSignal): Promise<void> {
    const refuse = (reason: string): never => {
      throw failure('PROGRAM_TIMEOUT', { program: `${this.#name} at ${name} (${reason})`, seconds: 1 });
    };
    if (signal?.aborted === true) throw failure('INTERRUPTED', { action: name });
    const faults = (process.env['STANDIN_FAULT'] ?? '').split(',').map((text) => text.split(':'));
    const [fault] = faults.find(([, at, host = this.#name]) => at === name && host === this.#name) ?? [];
    if (fault === 'fail') refuse('no');
    if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
    if (fault === 'hang')
      try {
        process.stderr.write(`hangs at ${name}\n`);
        await sleep(60_000, undefined, { signal });
      } catch {
        throw failure('INTERRUPTED', { action: name });
      }
  }

  async #step(name: string, signal: AbortSignal | undefined, work: () => void): Promise<void> {
    await this.point(`before-${name}`, signal);
    work();
    await this.point(`after-${name}`, signal);
  }

  #path(kind: 'domains' | 'volumes', name: string): string {
    return join(this.#folder, kind, name);
  }

  #read(kind: 'domains' | 'volumes', name: string): string | undefined {
    try {
      return readFileSync(this.#path(kind, name), 'utf8');
    } catch {
      return undefined;
    }
  }

  domain(name: string): StandInDomain | undefined {
    const text = this.#read('domains', name);
    return text === undefined ? undefined : (JSON.parse(text) as StandInDomain);
  }

  domains(): string[] {
    return readdirSync(join(this.#folder, 'domains')).sort();
  }

  /** The volumes with their sizes in GB. */
  volumes(): Readonly<Record<string, number>> {
    const names = readdirSync(join(this.#folder, 'volumes')).sort();
    return Object.fromEntries(names.map((name) => [name, Number(this.#read('volumes', name))]));
  }

  hasVolume(name: string): boolean {
    return this.#read('volumes', name) !== undefined;
  }

  makeVolume(step: string, name: string, size: number, signal?: AbortSignal): Promise<void> {
    return this.#step(step, signal, () => writeFileSync(this.#path('volumes', name), String(size), { flag: 'wx' }));
  }

  removeVolume(step: string, name: string, signal?: AbortSignal): Promise<void> {
    return this.#step(step, signal, () => rmSync(this.#path('volumes', name), { force: true }));
  }

  define(step: string, name: string, domain: StandInDomain, signal?: AbortSignal): Promise<void> {
    return this.#step(step, signal, () => writeFileSync(this.#path('domains', name), JSON.stringify(domain)));
  }

  undefine(step: string, name: string, signal?: AbortSignal): Promise<void> {
    return this.#step(step, signal, () => rmSync(this.#path('domains', name), { force: true }));
  }
}
