import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bed, Bench } from './bench.ts';
import { fillWithDhcpHosts } from './dhcp-hosts.ts';
import { DhcpLoad } from './dhcp-load.ts';
import { compare, median, type Row, rounds } from './measure.ts';

const program = join(import.meta.dirname, '../packages/clusto/src/cli/main.ts');
const serverAddress = '127.0.0.1';

/** An address of this machine that a relay can have, which loopback addresses are not. */
function relayAddress(): string {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = own.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (found === undefined) throw new Error('this machine has no IPv4 address but on loopback');
  return found.address;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, serverAddress), 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

/** A server in a process of its own, and clients that load it. */
interface Loaded extends AsyncDisposable {
  readonly load: DhcpLoad;
  /** The size of its first answer. */
  readonly bytes: number;
}

async function started(hosts: number, start: (port: number, stderr: number) => ChildProcess): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
  const log = join(folder, 'log');
  const port = await freePort();
  const child = start(port, openSync(log, 'w'));
  const load = await DhcpLoad.open(relayAddress(), { address: serverAddress, port }, hosts);
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
    return { load, bytes, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `clusto dhcpd` as it is by default, with its log in a file. */
const startDhcpd = ({ clusto }: Bed, hosts: number): Promise<Loaded> =>
  started(hosts, (port, stderr) => {
    const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
    const config = join(folder, 'clusto.toml');
    // with several addresses it hears relays only, and leaves the port at that of the relay free
    const section = `listen = ["${serverAddress}", "127.0.0.3"]\nport = ${port}\nclientRate = 1000\ntrustedRelays = ["${relayAddress()}"]\n`;
    writeFileSync(config, `dsn = "${clusto.dsn}"\nplugins = []\n[dhcpd]\n${section}`);
    const args = ['--conditions=clusto-dev', program, 'dhcpd', '--monitor', 'off', '--config', config];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] }).once('exit', () =>
      rmSync(folder, { recursive: true }),
    );
  });

const startEcho = (bytes: number, hosts: number): Promise<Loaded> =>
  started(hosts, (port, stderr) => {
    const args = [join(import.meta.dirname, 'dgram-echo.ts'), serverAddress, String(port), String(bytes)];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] });
  });

const percentile99 = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] as number;

/** Full exchanges of four packets with the running server, beside as many with a server that only echoes. */
export const dhcpd: Bench = async ({ clusto, raw, database, isQuick, isFull, openAnother }) => {
  // answers come out of memory, whatever the database
  if (database !== 'sqlite') return [];
  const [few, many] = isQuick ? [100, 200] : isFull ? [10_000, 500_000] : [1000, 10_000];
  const count = isQuick ? 200 : isFull ? 10_000 : 2000;
  await using small = await openAnother();
  await fillWithDhcpHosts(small, few);
  await fillWithDhcpHosts({ clusto, raw }, many);
  await using ours = await startDhcpd(small, few);
  await using large = await startDhcpd({ clusto, raw, [Symbol.asyncDispose]: async () => {} }, many);
  await using echo = await startEcho(ours.bytes, few);

  const each = (row: Row): Row => ({ ...row, ours: row.ours / count, raw: row.raw / count });
  const exchanges = await compare(
    { name: `dhcpd: DORA, ${few.toLocaleString('en')} hosts / two echoes`, database, limit: 2 },
    1,
    () => ours.load.flood(count),
    () => echo.load.flood(count),
  );
  const flat = await compare(
    { name: `dhcpd: DORA, ${many.toLocaleString('en')} hosts / ${few.toLocaleString('en')}`, database, limit: 1.5 },
    1,
    () => large.load.flood(count),
    () => ours.load.flood(count),
  );
  const rate = 1e6 / each(exchanges).ours / 2;
  const turns: { ours: number; raw: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    turns.push({
      raw: percentile99(await echo.load.pace(count, rate)),
      ours: percentile99(await ours.load.pace(count, rate)),
    });
  const slowest: Row = {
    name: 'dhcpd: DORA at half that rate, p99 / two echoes',
    database,
    ours: median(turns.map((turn) => turn.ours)),
    raw: median(turns.map((turn) => turn.raw)),
    ratio: median(turns.map((turn) => turn.ours / turn.raw)),
  };
  return [each(exchanges), each(flat), slowest];
};
