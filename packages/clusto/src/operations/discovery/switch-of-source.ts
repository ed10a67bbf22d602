import { Device } from '../../drivers/devices/device.ts';
import type { Clusto } from '../clusto.ts';
import type { IgnoredReason } from './discovery-report.ts';

/** The type of the ports that switches report. */
export const portType = 'nic-eth';
/** The key of what is noted at them. */
export const portKey = `port-${portType}`;

/** The switch that has an address, or why there is none. @throws IP_INVALID */
export async function switchOfSource(inventory: Clusto, source: string): Promise<Device | IgnoredReason> {
  const [owner, other] = await inventory.getByIp(source);
  if (owner === undefined) return 'unknown-source';
  if (other !== undefined) return 'ambiguous-source';
  return owner instanceof Device && (await owner.portCount(portType)) > 0 ? owner : 'not-a-switch';
}
