import { failure } from '../../base/errors.ts';
import { formatIp, ipFromKey, ipKey } from '../../base/ip.ts';
import type { AttributeValue, Driver, DriverAttribute, Inventory } from '../../inventory/driver.ts';
import { readAddress } from './read-address.ts';

/** An address that is not handed out by itself until a time: someone may still be using it. */
export interface Quarantine {
  /** The address as text. */
  readonly ip: string;
  /** The manager that holds it back. */
  readonly manager: Driver;
  readonly until: Date;
  readonly reason: string | null;
}

/** How long an address is held back, and why. */
export interface QuarantineTerms {
  readonly until: Date;
  readonly reason?: string | undefined;
}

type Allocation = Awaited<ReturnType<Inventory['reader']['allocations']>>[number];

/** The row of a quarantine beside what is known of it; what ends the one ends the other. */
export interface HeldAddress extends Quarantine {
  readonly row: Pick<Allocation, 'id' | 'entity' | 'key' | 'number'>;
}

const space = 'ip';

/** A manager that has an address of its own has reserved it; in quarantine it is when there is an end to that. */
async function heldAmong(inventory: Inventory, allocations: readonly Allocation[]): Promise<HeldAddress[]> {
  const reserved = allocations.filter(({ entity, manager }) => entity === manager);
  const held: HeldAddress[] = [];
  for (const [id, rows] of Map.groupBy(reserved, ({ manager }) => manager)) {
    const [{ manager_name: name, manager_type: type, manager_driver: driver }] = rows as [Allocation];
    const manager = inventory.wrap({ id, name, type, driver });
    const attributes = await manager.attrs({ key: space, number: rows.length === 1 ? rows[0]?.number : true });
    const part = (number: number, subkey: string): DriverAttribute | undefined =>
      attributes.find((one) => one.isManaged && one.number === number && one.subkey === subkey);
    for (const row of rows) {
      const until = part(row.number, 'until')?.value;
      if (!(until instanceof Date)) continue;
      const reason = part(row.number, 'reason')?.value;
      const ip = formatIp(ipFromKey(row.resource));
      held.push({ ip, manager, until, reason: typeof reason === 'string' ? reason : null, row });
    }
  }
  return held;
}

/** The quarantine of an address, whichever manager holds it back. @throws IP_INVALID */
export async function quarantineOf(inventory: Inventory, ip: unknown): Promise<HeldAddress | undefined> {
  const resource = ipKey(readAddress(ip));
  return (await heldAmong(inventory, await inventory.reader.allocations({ space, resource })))[0];
}

/** The addresses that a manager holds back, by address. */
export async function quarantinesOf({ inventory, id }: Driver): Promise<HeldAddress[]> {
  const allocations = await inventory.reader.allocations({ space, entity: id, manager: id });
  const order = new Map(allocations.map(({ number, resource }) => [number, resource]));
  const key = ({ row }: HeldAddress): Buffer => order.get(row.number) as Buffer;
  return (await heldAmong(inventory, allocations)).toSorted((one, other) => key(one).compare(key(other)));
}

/** What is stored beside an address in quarantine. @throws ARGUMENT_INVALID unless the time is to come */
export function quarantineAttributes(
  { clock }: Inventory,
  { until, reason }: QuarantineTerms,
): Record<string, AttributeValue> {
  if (!(until instanceof Date) || !(until.getTime() > clock.now().getTime()))
    throw failure('ARGUMENT_INVALID', { argument: 'until', expected: 'a time to come', value: until });
  return { until, ...(reason === undefined ? {} : { reason }) };
}
