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

/** An address of this machine that a relay can have, which loopback addresses are not; a machine without a network has none. */
function relayAddress(): string | undefined {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = own.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address;
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

async function started(
  relay: string,
  hosts: number,
  start: (port: number, stderr: number) => ChildProcess,
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
  const log = join(folder, 'log');
  const port = await freePort();
  const child = start(port, openSync(log, 'w'));
  const load = await DhcpLoad.open(relay, { address: serverAddress, port }, hosts);
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
const startDhcpd = ({ clusto }: Pick<Bed, 'clusto'>, relay: string, hosts: number): Promise<Loaded> =>
  started(relay, hosts, (port, stderr) => {
    const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
    const config = join(folder, 'clusto.toml');
    // with several addresses it hears relays only, and leaves the port at that of the relay free
    const section = `listen = ["${serverAddress}", "127.0.0.3"]\nport = ${port}\nclientRate = 1000\ntrustedRelays = ["${relay}"]\n`;
    writeFileSync(config, `dsn = "${clusto.dsn}"\nplugins = []\n[dhcpd]\n${section}`);
    const args = ['--conditions=clusto-dev', program, 'dhcpd', '--monitor', 'off', '--config', config];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] }).once('exit', () =>
      rmSync(folder, { recursive: true }),
    );
  });

const startEcho = (bytes: number, relay: string, hosts: number): Promise<Loaded> =>
  started(relay, hosts, (port, stderr) => {
    const args = [join(import.meta.dirname, 'dgram-echo.ts'), serverAddress, String(port), String(bytes)];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr] });
  });

const percentile99 = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] as number;

/** Full exchanges of four packets with the running server, beside as many with a server that only echoes. */
export const dhcpd: Bench = async ({ clusto, raw, database, isQuick, isFull, openAnother }) => {
  // answers come out of memory, whatever the database
  if (database !== 'sqlite') return [];
  const relay = relayAddress();
  if (relay === undefined) {
    process.stderr.write('no address of this machine for a relay, so dhcpd is not measured\n');
    return [];
  }
  const [few, many] = isQuick ? [100, 200] : isFull ? [10_000, 500_000] : [1000, 10_000];
  const count = isQuick ? 50 : isFull ? 20_000 : 4000;
  await using small = await openAnother();
  await fillWithDhcpHosts(small, few);
  await fillWithDhcpHosts({ clusto, raw }, many);
  await using ours = await startDhcpd(small, relay, few);
  await using large = await startDhcpd({ clusto }, relay, many);
  await using echo = await startEcho(ours.bytes, relay, few);

  const each = (row: Row): Row => ({ ...row, ours: row.ours / count, raw: row.raw / count });
  const exchanges = await compare(
    { name: `dhcpd: DORA, ${few.toLocaleString('en')} hosts / two echoes`, database },
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
