import { timeAsText } from '../../base/clock.ts';
import { formatIp } from '../../base/ip.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { quarantineOf } from '../../drivers/resources/quarantine.ts';
import { readAddress } from '../../drivers/resources/read-address.ts';
import { type Clusto } from '../clusto.ts';
import { declinedSubkeys } from '../dhcp/declined-address.ts';
import { valueAsText } from '../value-as-text.ts';

/** Who has an address. */
export interface AddressOwner {
  readonly name: string;
  readonly type: string;
  /** The manager that gave it. */
  readonly subnet: string | null;
  readonly cidr: string | null;
  readonly netmask: string | null;
  readonly broadcast: string | null;
  /** The interface of the operating system. */
  readonly osPort: string | null;
  /** That it found the address in use by another machine; DHCP withholds it until then. */
  readonly declined: { readonly since: string; readonly by: string; readonly until: string } | null;
}

/** All that is known of an address. */
export interface AddressDescription {
  readonly ip: string;
  /** Several only after a forced allocation. A manager that owns an address has reserved it. */
  readonly owners: readonly AddressOwner[];
  /** The managers that cover it, most specific first. */
  readonly subnets: readonly { readonly name: string; readonly network: string | null }[];
  /** Until when it is held back, and why; the manager is its owner until the next one who writes after that. */
  readonly quarantine: { readonly until: string; readonly reason: string | null } | null;
}

/** @throws IP_INVALID */
export async function describeAddress(inventory: Clusto, term: string): Promise<AddressDescription> {
  const ip = formatIp(readAddress(term));
  const managers = await inventory.getIpManagers(ip);
  const owners: AddressOwner[] = [];
  for (const owner of await inventory.getDevices(ip)) {
    const attributes = await owner.attrs({ key: IPManager.attrName });
    const number = attributes.find(({ subkey, value }) => subkey === 'ipstring' && value === ip)?.number;
    const part = (name: string): string | null => {
      const found = attributes.find((one) => one.number === number && one.subkey === name);
      if (found?.value instanceof Date) return timeAsText(found.value);
      return found === undefined ? null : valueAsText(found.value);
    };
    const [subnet, cidr, netmask, broadcast, osPort] = ['manager', 'cidr', 'netmask', 'broadcast', 'osportname'].map(
      part,
    );
    const { since, by, until } = declinedSubkeys;
    const [at, client, end] = [since, by, until].map(part);
    const declined = end === null ? null : { since: at, by: client, until: end };
    owners.push({
      name: owner.name,
      type: owner.type,
      subnet,
      cidr,
      netmask,
      broadcast,
      osPort,
      declined,
    } as AddressOwner);
  }
  const subnets = await Promise.all(
    managers.map(async (manager) => ({ name: manager.name, network: (await manager.getNetwork())?.text ?? null })),
  );
  const held = await quarantineOf(inventory, ip);
  const quarantine = held === undefined ? null : { until: timeAsText(held.until), reason: held.reason };
  return { ip, owners, subnets, quarantine };
}
