import { failure } from '../../base/errors.ts';
import { formatIp, isIp, parseIp } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';
import { Device } from '../../drivers/devices/device.ts';
import type { Driver } from '../../inventory/driver.ts';
import { sweepSubnet } from '../../providers/ssh/sweep-subnet.ts';
import type { Clusto } from '../clusto.ts';
import { findEntity } from '../find-entity.ts';
import { sshSettings } from './ssh-settings.ts';

/** A host that is to be asked. */
export interface HostTarget {
  /** Null for an entity that has none. */
  readonly address: string | null;
  /** The entity that is meant; null where only an address is. */
  readonly thing: Device | null;
}

export interface ChooseHostsParams {
  /** Entities that are meant beside what is written. */
  readonly things?: readonly Driver[] | undefined;
  /** Whether a subnet may be larger than a /20. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told while a subnet is looked through. */
  readonly onSweep?: ((subnet: string, done: number, total: number) => void) | undefined;
}

const mostAddresses = 4096n;
const mostForced = 2n ** 20n;

/** Things by their first address; a container means the servers in it. */
export async function hostsOfThings(things: readonly Driver[]): Promise<HostTarget[]> {
  const targets: HostTarget[] = [];
  for (const thing of things) {
    const members = thing instanceof Device ? [thing] : await thing.contents();
    for (const one of members) {
      if (!(one instanceof Device)) continue;
      const [address = null] = await one.getIps();
      targets.push({ address, thing: one });
    }
  }
  return targets;
}

/** @throws SUBNET_TOO_LARGE */
function checkSize(network: Network, force: boolean | undefined): void {
  const count = network.last - network.first + 1n;
  const most = force === true ? mostForced : mostAddresses;
  if (count > most) throw failure('SUBNET_TOO_LARGE', { subnet: network.text, count, most });
}

/**
 * The hosts that a person means: a subnet is looked through for addresses that take connections for SSH, an entity stands
 * for its first address, and anything else is an address or a host name. Each address once.
 * @throws SUBNET_TOO_LARGE, IP_INVALID, NETMASK_INVALID, HOST_BITS, ENTITY_AMBIGUOUS, INTERRUPTED
 */
export async function chooseHosts(
  inventory: Clusto,
  words: readonly string[],
  { things = [], force, signal, onSweep }: ChooseHostsParams = {},
): Promise<HostTarget[]> {
  const { port } = sshSettings(inventory).target;
  const networks = words.flatMap((word) => (word.includes('/') ? [parseCidr(word)] : []));
  for (const network of networks) checkSize(network, force);
  const targets: HostTarget[] = [];
  for (const word of words.filter((one) => !one.includes('/'))) {
    // an address is asked whoever has it, so that it is told who answers
    if (isIp(word)) targets.push({ address: formatIp(parseIp(word)), thing: null });
    else if ((await inventory.get(word)).length === 0) targets.push({ address: word, thing: null });
    else targets.push(...(await hostsOfThings([await findEntity(inventory, word)])));
  }
  for (const network of networks) {
    const onDone = (done: number, total: number): void => onSweep?.(network.text, done, total);
    const found = await sweepSubnet(network, { port, signal, onDone });
    targets.push(...found.map((address) => ({ address, thing: null })));
  }
  targets.push(...(await hostsOfThings(things)));
  return [...new Map(targets.map((one) => [one.address ?? `entity ${one.thing?.id}`, one])).values()];
}
