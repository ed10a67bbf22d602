import { timeAsText } from '../../base/clock.ts';
import { formatIp } from '../../base/ip.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { readAddress } from '../../drivers/resources/read-address.ts';
import { type Clusto } from '../clusto.ts';

/** What a subnet would hand out next, and what it holds back. */
export interface NextAddress {
  readonly ip: string;
  readonly quarantined: readonly { readonly ip: string; readonly until: string; readonly reason: string | null }[];
}

/**
 * The address that an IP manager would give now; nothing is allocated.
 * @param subnet its name
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, RESOURCE_EXHAUSTED, RESOURCE_NO_ALLOCATOR
 */
export async function nextAddress(inventory: Clusto, subnet: string): Promise<NextAddress> {
  const manager = await inventory.getByName(subnet, IPManager);
  const ip = formatIp(readAddress(await manager.next()));
  const held = await manager.quarantined();
  return { ip, quarantined: held.map((one) => ({ ip: one.ip, until: timeAsText(one.until), reason: one.reason })) };
}
