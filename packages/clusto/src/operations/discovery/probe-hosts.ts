import { failure } from '../../base/errors.ts';
import type { Device } from '../../drivers/devices/device.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';
import { probeHost } from '../../providers/ssh/probe-host.ts';
import type { Clusto } from '../clusto.ts';
import { inParallel } from '../vm/in-parallel.ts';
import type { HostTarget } from './choose-hosts.ts';
import { type SshOptions, sshSettings } from './ssh-settings.ts';

export interface ProbeParams extends SshOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each host. */
  readonly onDone?: ((done: number, total: number) => void) | undefined;
}

/** What came of asking a host: its description or an error. */
export interface HostOutcome {
  readonly address: string | null;
  /** The entity that was meant; null where only an address was. */
  readonly thing: Device | null;
  readonly host?: HostDescription | undefined;
  readonly error?: unknown;
}

/**
 * Asks hosts what they are, several at once; one that does not answer leaves the others alone. Not in a transaction, for it
 * takes as long as they take.
 * @throws CONFIG_INVALID, INTERRUPTED
 */
export async function probeHosts(
  inventory: Clusto,
  targets: readonly HostTarget[],
  { signal, onDone, ...options }: ProbeParams = {},
): Promise<HostOutcome[]> {
  const { target, timeout, parallel } = sshSettings(inventory, options);
  let done = 0;
  const outcomes = await inParallel(targets, parallel, async ({ address, thing }) => {
    if (signal?.aborted === true) throw failure('INTERRUPTED', { action: 'asking hosts' });
    try {
      if (address === null) throw failure('HOST_ADDRESS_MISSING', { thing });
      return await probeHost({ ...target, address }, { timeout, signal });
    } finally {
      done += 1;
      onDone?.(done, targets.length);
    }
  });
  if (signal?.aborted === true) throw failure('INTERRUPTED', { action: 'asking hosts' });
  return outcomes.map(({ item, result, error }) => ({ ...item, host: result, error }));
}
