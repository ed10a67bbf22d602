import { ClustoException } from '../../base/errors.ts';
import { formatIp } from '../../base/ip.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { readAddress } from '../../drivers/resources/read-address.ts';
import type { Clusto } from '../clusto.ts';
import { readDhcpLayer } from './dhcp-layer.ts';
import { discoveryClient, discoveryHold, discoveryLease } from './discovery-lease.ts';

/** A client that nobody knows, on the network of a subnet for such. */
export interface DiscoveryWish {
  /** The id of the manager. */
  readonly manager: number;
  readonly mac: string;
}

/**
 * What became of it: an address is `held` for it from now on, or for `longer`; it was held `before` for long enough; the subnet is
 * `full`; or it is `none` for unknown clients any more.
 */
export interface DiscoveryOutcome extends DiscoveryWish {
  readonly action: 'held' | 'longer' | 'before' | 'full' | 'none';
  readonly subnet: string | null;
  readonly ip: string | null;
}

async function hold(inventory: Clusto, wish: DiscoveryWish): Promise<DiscoveryOutcome> {
  const [row] = await inventory.reader.state.entitiesOf([wish.manager]);
  const manager = row && inventory.wrap(row);
  const none = { ...wish, action: 'none', subnet: null, ip: null } as const;
  if (!(manager instanceof IPManager)) return none;
  const attributes = await manager.attrs({ key: 'dhcp' });
  const layer = readDhcpLayer(
    manager,
    attributes.map(({ key, subkey, value }) => ({ key, subkey, value, version: 0 })),
  );
  if (layer.discovery?.value !== true) return none;
  const now = inventory.clock.now().getTime();
  const time = discoveryHold(discoveryLease(layer));
  const key = IPManager.attrName;
  const [mark] = await manager.attrs({ key, subkey: discoveryClient, value: wish.mac });
  const part = async (subkey: string): Promise<unknown> => manager.attrValue({ key, number: mark?.number, subkey });
  const [ip, until] = mark === undefined ? [] : [await part('ipstring'), await part('until')];
  const told = { ...wish, subnet: manager.name, ip: typeof ip === 'string' ? ip : null };
  if (until instanceof Date && until.getTime() - now >= time / 2) return { ...told, action: 'before' };
  const reason = `DHCP discovery: ${wish.mac}`;
  const beside = { until: new Date(now + time), reason, [discoveryClient]: wish.mac };
  try {
    const held = await manager.allocate(manager, told.ip ?? undefined, { beside, quarantined: true });
    return { ...told, ip: formatIp(readAddress(held.value)), action: mark === undefined ? 'held' : 'longer' };
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'RESOURCE_EXHAUSTED') return { ...told, action: 'full' };
    throw error;
  }
}

function messageOf(outcomes: readonly DiscoveryOutcome[]): string {
  const held = outcomes.filter(({ action }) => action === 'held' || action === 'longer');
  return `DHCP discovery: held ${held.map(({ ip, subnet, mac }) => `${ip} of ${subnet} for ${mac}`).join(', ')}`;
}

/**
 * Has addresses of discovery subnets be held for clients that nobody knows, or for longer: in quarantine, so that they come
 * free by themselves. All of it is one version, and none where nothing is to be done.
 * @throws what makes the whole impossible, such as DATABASE_BUSY
 */
export async function holdDiscoveryAddresses(
  inventory: Clusto,
  wishes: readonly DiscoveryWish[],
): Promise<readonly DiscoveryOutcome[]> {
  let outcomes: DiscoveryOutcome[] = [];
  await inventory.transaction({ message: () => messageOf(outcomes), source: 'dhcp' }, async () => {
    outcomes = [];
    for (const wish of wishes) outcomes.push(await inventory.write(() => hold(inventory, wish)));
  });
  return outcomes;
}
