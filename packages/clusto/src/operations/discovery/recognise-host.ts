import { failure } from '../../base/errors.ts';
import { isIp } from '../../base/ip.ts';
import { Device } from '../../drivers/devices/device.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';
import type { Clusto } from '../clusto.ts';

/** By what a host was recognised, the surest first. */
export type HostMark = 'serial' | 'mac' | 'address';

export interface RecognisedHost {
  readonly thing: Device;
  readonly by: HostMark;
}

/**
 * The device that a host is: by its serial number, else by the MAC addresses of its cards, else by the address that it was
 * asked at, or those that it has where it was asked by name. Null where none of them is known.
 * @throws ENTITY_AMBIGUOUS where the first of them that is known belongs to several
 */
export async function recogniseHost(
  inventory: Clusto,
  address: string,
  { serial, nics, addresses }: HostDescription,
): Promise<RecognisedHost | null> {
  // one that was asked by its name says its addresses itself
  const asked = isIp(address) ? [address] : addresses.map(({ ip }) => ip);
  const ways: readonly [HostMark, string, () => Promise<Driver[]>][] = [
    ['serial', String(serial), async () => (serial === null ? [] : inventory.getBySerial(serial))],
    [
      'mac',
      nics.map(({ mac }) => mac).join(', '),
      async () => (await Promise.all(nics.map(({ mac }) => inventory.getByMac(mac)))).flat(),
    ],
    ['address', address, async () => (await Promise.all(asked.map((ip) => inventory.getByIp(ip)))).flat()],
  ];
  for (const [by, term, find] of ways) {
    const found = (await find()).filter((one): one is Device => one instanceof Device);
    const [thing, ...others] = new Map(found.map((one) => [one.id, one])).values();
    if (others.length > 0 && thing !== undefined)
      throw failure('ENTITY_AMBIGUOUS', { term, things: [thing, ...others].map(({ name }) => name) });
    if (thing !== undefined) return { thing, by };
  }
  return null;
}
