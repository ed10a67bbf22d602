import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { positive, quantities } from './machine-demand.ts';

/**
 * That a thing can be a host: a server with memory, disk and CPUs, and with a volume group where one is needed.
 * @param volumeGroupKey the key of the volume group, which a container of the host may have as well
 * @throws VM_HOST_NOT_A_SERVER, VM_HOST_INCOMPLETE with every attribute that is missing
 */
export async function checkHost(manager: Driver, host: Driver, volumeGroupKey: string | null): Promise<void> {
  if (host.type !== 'server') throw failure('VM_HOST_NOT_A_SERVER', { thing: host, manager, type: host.type });
  const missing: string[] = [];
  if (volumeGroupKey !== null) {
    const [group] = await host.attrValues({
      key: volumeGroupKey,
      subkey: 'volume-group',
      mergeContainerAttrs: true,
      sortByKeys: false,
    });
    if (typeof group !== 'string' || group.trim() === '') missing.push(`${volumeGroupKey}.volume-group`);
  }
  const own = await host.attrs({ key: 'system' });
  for (const quantity of quantities)
    if (!own.some(({ subkey, value }) => subkey === quantity && positive(value) > 0))
      missing.push(`system.${quantity}`);
  if (missing.length > 0) throw failure('VM_HOST_INCOMPLETE', { host, manager, attributes: missing });
}
