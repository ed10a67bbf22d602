import { formatIp, ipKey, parseIp } from '../../base/ip.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import type { Clusto } from '../clusto.ts';
import { declinedSubkeys } from './declined-address.ts';

/** Which of some addresses were declined, and are offered to their owners again. */
export interface ClearedAddresses {
  readonly cleared: readonly string[];
  /** Those of which nothing said so. */
  readonly left: readonly string[];
}

/**
 * Has declined addresses be offered to their owners again. All of it is one version, and none where none was declined.
 * @throws IP_INVALID
 */
export function clearDeclined(inventory: Clusto, ips: readonly string[]): Promise<ClearedAddresses> {
  return inventory.write(async (writer) => {
    const [cleared, left]: [string[], string[]] = [[], []];
    for (const given of ips) {
      const ip = parseIp(given);
      const allocations = await writer.allocations({ space: IPManager.attrName, resource: ipKey(ip) });
      let found = 0;
      for (const { entity, key, number } of allocations) {
        const rows = await writer.attributes({ entity, key, number });
        const marks = rows.filter(({ subkey }) => Object.values<string | null>(declinedSubkeys).includes(subkey));
        await writer.endAttributes(marks);
        found += marks.length;
      }
      (found > 0 ? cleared : left).push(formatIp(ip));
    }
    return { cleared, left };
  });
}
