import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../packages/clusto/src/cli/main.ts');
/** Where servers of benchmarks listen. */
export const serverAddress = '127.0.0.1';

/** Where a server is. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Clients of a server. */
export interface Load extends Disposable {
  /** Waits for the first answer. @throws what `isOver` is rejected with, when there will be none */
  answered(isOver: Promise<never>): Promise<Buffer>;
  /** As many exchanges as possible at a time. */
  flood(count: number): Promise<void>;
}

/** A server in a process of its own, and clients that load it. */
export interface Served<Clients extends Load> extends AsyncDisposable {
  readonly load: Clients;
  /** The size of its first answer. */
  readonly bytes: number;
  /** The time that all of its threads have taken of processors so far, in microseconds; 0 on another system than Linux. */
  readonly cpu: () => number;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, serverAddress), 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

/** In nanoseconds, of each thread (`Documentation/scheduler/sched-stats.rst` of Linux). */
function cpuTime(pid: number | undefined): number {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return 0;
  const times = readdirSync(tasks).map((task) =>
    Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1000;
}

async function served<Clients extends Load>(
  start: (port: number, stderr: number) => ChildProcess,
  open: (place: Place) => Promise<Clients>,
): Promise<Served<Clients>> {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
  const log = join(folder, 'log');
  const port = await freePort();
  const child = start(port, openSync(log, 'w'));
  const load = await open({ address: serverAddress, port });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    load[Symbol.dispose]();
    child.kill();
    await exited;
    rmSync(folder, { recursive: true });
  };
  try {
    const isOver = exited.then((): never => {
      throw new Error(`a server has ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
    });
    isOver.catch(() => {});
    const { length: bytes } = await load.answered(isOver);
    return { load, bytes, cpu: () => cpuTime(child.pid), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A service as it is by default, with its log in a file.
 * @param section of the configuration, as TOML
 */
export const startService = <Clients extends Load>(
  { name, dsn, section }: { readonly name: string; readonly dsn: string; readonly section: string },
  open: (place: Place) => Promise<Clients>,
): Promise<Served<Clients>> =>
  served((port, stderr) => {
    const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
    const config = join(folder, 'clusto.toml');
    writeFileSync(config, `dsn = "${dsn}"\nplugins = []\n[${name}]\nport = ${port}\n${section}`);
    const args = ['--conditions=clusto-dev', program, name, '--monitor', 'off', '--config', config];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] }).once('exit', () =>
      rmSync(folder, { recursive: true }),
    );
  }, open);

/** A server that only echoes. @param bytes the size of its answers */
export const startEcho = <Clients extends Load>(
  bytes: number,
  open: (place: Place) => Promise<Clients>,
): Promise<Served<Clients>> =>
  served((port, stderr) => {
    const args = [join(import.meta.dirname, 'dgram-echo.ts'), serverAddress, String(port), String(bytes)];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] });
  }, open);
