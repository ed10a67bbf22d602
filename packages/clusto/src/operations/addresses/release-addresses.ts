import { type Device } from '../../drivers/devices/device.ts';
import { type IPManager } from '../../drivers/resources/ip-manager.ts';
import { type Clusto } from '../clusto.ts';
import { failure } from '../../base/errors.ts';
import { timeAfter } from '../read-duration.ts';

export interface ReleaseOptions {
  /** How long the addresses are held back from being handed out again: `30d`. */
  readonly quarantine?: string | undefined;
}

/**
 * Takes addresses from a device, all of them or none, as one version; without addresses all that it has.
 * @returns the addresses
 * @throws RESOURCE_NOT_ASSIGNED for one that the device does not have, DURATION_INVALID
 */
export function releaseAddresses(
  inventory: Clusto,
  device: Device,
  ips: readonly string[] = [],
  { quarantine }: ReleaseOptions = {},
): Promise<string[]> {
  return inventory.transaction(async () => {
    const held =
      quarantine === undefined
        ? {}
        : { quarantine: { until: timeAfter(inventory.clock.now(), 'quarantine', quarantine) } };
    const released = ips.length === 0 ? await device.getIps() : [...ips];
    for (const ip of released) {
      if (!(await device.hasIp(ip))) throw failure('RESOURCE_NOT_ASSIGNED', { resource: ip, thing: device });
      await (await managerOf(device, ip)).deallocate(device, ip, held);
    }
    return released;
  });
}

/** The one that gave the address, which need not be the most specific one today. */
async function managerOf(device: Device, ip: string): Promise<IPManager> {
  const [attribute] = await device.attrs({ key: 'ip', subkey: 'ipstring', value: ip });
  const [manager] = await device.attrValues({ key: 'ip', number: attribute?.number ?? null, subkey: 'manager' });
  return manager as IPManager;
}
