import { failure } from '../../base/errors.ts';
import { isHostObserver, type HostObserver } from '../../drivers/machines/host-observer.ts';
import type { ObservedHost } from '../../drivers/machines/observe-host.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { inParallel } from './in-parallel.ts';

/** How many hosts are asked at once. */
const atOnce = 8;

export interface ObserveParams {
  /** Only the hosts of this manager. */
  readonly manager?: string | undefined;
  /** Only this host. */
  readonly host?: string | undefined;
}

/** A host, who asks it, and what it said; or why it said nothing. */
export interface Observation {
  readonly manager: VMManager & HostObserver;
  readonly host: Driver;
  readonly seen?: ObservedHost | undefined;
  readonly error?: unknown;
}

/** @throws MACHINE_TIMEOUT, INTERRUPTED */
async function observe(
  manager: HostObserver,
  host: Driver,
  options: { readonly timeout: number; readonly signal?: AbortSignal | undefined },
): Promise<ObservedHost> {
  const limit = AbortSignal.timeout(options.timeout);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    return await manager.observeHost(host, { signal });
  } catch (error) {
    if (!limit.aborted) throw error;
    const action = `asking ${host.name} for its machines`;
    throw failure('MACHINE_TIMEOUT', { action, seconds: options.timeout / 1000 }, error);
  }
}

/**
 * Asks the hypervisors what is on them: one call for each, several at once, each with a time limit. One that does not
 * answer does not stop the others.
 * @param timeout in milliseconds, for each host
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, VM_HOST_FOREIGN
 */
export async function observeHosts(
  inventory: Clusto,
  { manager, host }: ObserveParams,
  {
    timeout = 30_000,
    signal,
  }: { readonly timeout?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<Observation[]> {
  const managers =
    manager === undefined
      ? await inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(VMManager) })
      : [await inventory.getByName(manager, VMManager)];
  const wanted = host === undefined ? undefined : await inventory.getByName(host);
  const hosts: { manager: VMManager & HostObserver; host: Driver }[] = [];
  for (const one of managers)
    if (one instanceof VMManager && isHostObserver(one))
      for (const member of await one.contents())
        if (wanted === undefined || wanted.id === member.id) hosts.push({ manager: one, host: member });
  if (wanted !== undefined && hosts.length === 0)
    throw failure('VM_HOST_FOREIGN', { host: wanted, manager: manager ?? 'any manager of virtual machines' });
  const outcomes = await inParallel(hosts, atOnce, (one) => observe(one.manager, one.host, { timeout, signal }));
  return outcomes.map(({ item, result, error }) => ({ ...item, seen: result, error }));
}
