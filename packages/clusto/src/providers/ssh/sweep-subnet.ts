import { connect } from 'node:net';
import { failure } from '../../base/errors.ts';
import { formatIp } from '../../base/ip.ts';
import type { Network } from '../../base/network.ts';

export interface SweepOptions {
  /** Default: 22. */
  readonly port?: number | undefined;
  /** How long an address may take to answer, in milliseconds. Default: 2000. */
  readonly timeout?: number | undefined;
  /** How many addresses are tried at once. Default: 256. */
  readonly parallel?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told after each address. */
  readonly onDone?: ((done: number, total: number) => void) | undefined;
}

function accepts(host: string, port: number, timeout: number, signal: AbortSignal | undefined): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout });
  const end = (answer: boolean) => (): void => {
    socket.destroy();
    resolve(answer);
  };
  const stop = end(false);
  signal?.addEventListener('abort', stop, { once: true });
  socket.once('connect', end(true)).once('timeout', stop).once('error', stop);
  return promise.finally(() => signal?.removeEventListener('abort', stop));
}

/**
 * The addresses of a subnet at which something accepts connections, ascending. Nothing is sent.
 * @throws INTERRUPTED
 */
export async function sweepSubnet(
  network: Network,
  { port = 22, timeout = 2000, parallel = 256, signal, onDone }: SweepOptions = {},
): Promise<string[]> {
  const total = Number(network.lastUsable - network.firstUsable) + 1;
  const found: bigint[] = [];
  let [next, done] = [network.firstUsable, 0];
  const isStopped = (): boolean => signal?.aborted === true;
  const worker = async (): Promise<void> => {
    while (next <= network.lastUsable && !isStopped()) {
      const value = next;
      next += 1n;
      if (await accepts(formatIp({ family: network.family, value }), port, timeout, signal)) found.push(value);
      done += 1;
      onDone?.(done, total);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, total) }, worker));
  if (isStopped()) throw failure('INTERRUPTED', { action: `looking for hosts in ${network.text}` });
  return found
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((value) => formatIp({ family: network.family, value }));
}
