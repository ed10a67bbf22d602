import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { managerOfHost } from './manager-of-host.ts';

/** What is done with hosts in their managers. */
export type HostVerb = 'reserve' | 'unreserve' | 'drain';

export interface ChangedHost {
  readonly host: string;
  /** Of one that is drained the machines that are still on it. */
  readonly machines?: readonly string[];
}

/** @throws VM_HOST_FOREIGN */
export async function changeHosts(
  inventory: Clusto,
  verb: HostVerb,
  things: readonly Driver[],
): Promise<ChangedHost[]> {
  const changed: ChangedHost[] = [];
  for (const thing of things) {
    const { manager, host } = await managerOfHost(inventory, thing);
    if (verb !== 'drain') {
      await manager[verb](host);
      changed.push({ host: host.name });
    } else changed.push({ host: host.name, machines: (await manager.drain(host)).map(({ name }) => name) });
  }
  return changed;
}
