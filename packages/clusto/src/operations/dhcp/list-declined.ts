import { timeAsText } from '../../base/clock.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { scalarOf } from '../../inventory/attribute.ts';
import type { Clusto } from '../clusto.ts';
import { declinedSubkeys } from './declined-address.ts';

/** An address that its owner found in use by another. */
export interface DeclinedDescription {
  readonly ip: string;
  readonly entity: string;
  /** The client that said so. */
  readonly by: string | null;
  readonly since: string | null;
  readonly until: string;
  /** Whether it is still withheld. */
  readonly withheld: boolean;
}

/** The addresses that were declined, the last ones first; what is over stays until it is cleared. In a few statements. */
export async function listDeclined(inventory: Clusto): Promise<DeclinedDescription[]> {
  const key = IPManager.attrName;
  const { reader } = inventory;
  const marks = await reader.ownedAttributes({ key, subkey: declinedSubkeys.until });
  if (marks.length === 0) return [];
  const rows = await reader.attributes({
    entities: [...new Set(marks.map(({ entity }) => entity))],
    key,
    number: true,
  });
  const parts = new Map(rows.map((row) => [`${row.entity} ${row.number} ${row.subkey}`, row]));
  const now = inventory.clock.now();
  const found = marks.flatMap((mark): DeclinedDescription[] => {
    const part = (subkey: string): unknown => {
      const row = parts.get(`${mark.entity} ${mark.number} ${subkey}`);
      return row && scalarOf(row);
    };
    const [ip, since, by, until] = ['ipstring', ...Object.values(declinedSubkeys)].map(part);
    if (typeof ip !== 'string' || !(until instanceof Date)) return [];
    const times = { since: since instanceof Date ? timeAsText(since) : null, until: timeAsText(until) };
    const entity = mark.owner_name;
    return [{ ip, entity, by: typeof by === 'string' ? by : null, ...times, withheld: until > now }];
  });
  return found.toSorted((one, other) => (one.until > other.until ? -1 : Number(one.until < other.until)));
}
