import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { ownVariables } from './own-variables.ts';
import { databases, type TestDatabase } from './databases.ts';
import { needsDatabase } from './refused-remotely.ts';
import { HomeServer } from './served-home.ts';
import { run } from '../../packages/clusto/src/cli/run.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');

/** These variables of this process. */
const kept = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in; without it there is nothing to read. */
  readonly input?: string;
  /** What is run; else the sources. */
  readonly program?: string;
}

/** A process of the program that runs. */
export interface RunningCli {
  readonly result: Promise<CliResult>;
  /** Waits until it has said this on stderr. */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Whether the suite is run against a server: `sqlite` or `postgres` says of what. */
export const isServed = (): boolean => process.env['CLUSTO_TEST_SERVED'] !== undefined;

/** A machine of its own for the command line: a home folder, and nothing of the environment of the tests. */
export class CliHome implements AsyncDisposable {
  readonly folder: string;

  /** Of the inventory of this home, where the suite is run against one. */
  readonly #server: HomeServer | undefined;

  /** Where the server is not on the SQLite of this home: what its configuration names. */
  readonly #database: TestDatabase | undefined;

  private constructor(folder: string, database: TestDatabase | undefined) {
    this.folder = folder;
    this.#database = database;
    this.#server = isServed() ? new HomeServer(folder) : undefined;
  }

  /** What a command is told of the database: the server, unless the command is one that needs the database itself. */
  async #place(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    if (this.#server === undefined || args.includes('--dsn') || env['CLUSTO_DSN'] !== undefined) return {};
    if (needsDatabase(args)) return {};
    const address = await this.#server.address(env['CLUSTO_ACTOR'] ?? 'tester');
    return address === undefined ? {} : { CLUSTO_DSN: address };
  }

  static async create(): Promise<CliHome> {
    const home = await mkdtemp(join(tmpdir(), 'clusto-cli-'));
    if (process.env['CLUSTO_TEST_SERVED'] !== 'postgres') return new CliHome(home, undefined);
    const database = await databases.find(({ name }) => name === 'postgres')?.create();
    await mkdir(join(home, '.config/clusto'), { recursive: true });
    await writeFile(join(home, '.config/clusto/clusto.toml'), `dsn = "${database?.dsn}"\n`);
    return new CliHome(home, database);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** A command in this process: what most tests need, without the time that a process takes to start. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    const place = await this.#place(args, env);
    const output = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        output[name] += String(text);
        return true;
      }),
    );
    for (const name of ownVariables) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries({ HOME: this.folder, ...place, ...env })) vi.stubEnv(name, value);
    try {
      return { status: await run(args), ...output };
    } finally {
      vi.unstubAllEnvs();
      for (const spy of spies) spy.mockRestore();
    }
  }

  /** The program as a process of its own. */
  spawn(args: readonly string[], options: SpawnOptions = {}): Promise<CliResult> {
    return this.start(args, options).result;
  }

  /** The same while it runs: to be watched and interrupted. */
  start(args: readonly string[], { env = {}, input = '', program = main }: SpawnOptions = {}): RunningCli {
    const child = spawn(process.execPath, ['--conditions=clusto-dev', program, ...args], {
      cwd: this.folder,
      env: { HOME: this.folder, ...kept('PATH', 'NODE_COMPILE_CACHE'), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {}).end(input);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    const result = new Promise<CliResult>((resolve, reject) => {
      child.once('error', reject).once('close', (status) => resolve({ status, ...output }));
    });
    const says = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!output.stderr.includes(text)) return;
          child.stderr.off('data', look);
          resolve();
        };
        child.stderr.on('data', look);
        look();
      });
    return { result, says, kill: (signal) => void child.kill(signal) };
  }

  /** What a command prints as JSON. */
  async json(...args: string[]): Promise<unknown> {
    const { status, stdout, stderr } = await this.run([...args, '--json']);
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    await this.#database?.[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}
