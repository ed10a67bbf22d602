import { timeAsText } from '../../base/clock.ts';
import { formatIp, ipKey, parseIp } from '../../base/ip.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { quarantineOf } from '../../drivers/resources/quarantine.ts';
import type { Clusto } from '../clusto.ts';
import { declinedSubkeys } from './declined-address.ts';
import { discoveryClient } from './discovery-lease.ts';

/** What a client says of an address: another machine uses it. */
export interface DhcpDecline {
  readonly ip: string;
  /** The client: its MAC address, or its identifier for DHCPv6. */
  readonly by: string;
}

/**
 * What became of it: `withheld` from now on; `withheld-before`: that is known, and nothing was written; `not-owned`: nobody
 * has the address any more.
 */
export interface DeclineOutcome extends DhcpDecline {
  readonly action: 'withheld' | 'withheld-before' | 'not-owned';
  readonly entity: string | null;
  readonly until: string | null;
}

/** An address that was held for a client which nobody knows: it stays in quarantine, for nobody. */
async function declineHeld(inventory: Clusto, one: DhcpDecline, until: Date): Promise<DeclineOutcome> {
  const held = await quarantineOf(inventory, one.ip);
  const { manager } = held ?? {};
  const { key, number } = held?.row ?? {};
  const client = await manager?.attrValue({ key, number, subkey: discoveryClient });
  if (!(manager instanceof IPManager) || client !== one.by)
    return { ...one, action: 'not-owned', entity: null, until: null };
  await manager.quarantine(one.ip, until, `declined by ${one.by}`);
  return { ...one, action: 'withheld', entity: manager.name, until: timeAsText(until) };
}

async function decline(inventory: Clusto, one: DhcpDecline, until: Date): Promise<DeclineOutcome> {
  const { ip, by } = one;
  const allocations = await inventory.reader.allocations({ space: IPManager.attrName, resource: ipKey(parseIp(ip)) });
  const owned = allocations.find(({ entity, manager }) => entity !== manager);
  if (owned === undefined) return declineHeld(inventory, one, until);
  const thing = owned && (await inventory.reader.state.entitiesOf([owned.entity]))[0];
  if (thing === undefined) return { ...one, action: 'not-owned', entity: null, until: null };
  const host = inventory.wrap(thing);
  const { key, number } = owned;
  const present = await host.attrValue({ key, number, subkey: declinedSubkeys.until });
  if (present instanceof Date && present > inventory.clock.now())
    return { ...one, action: 'withheld-before', entity: host.name, until: timeAsText(present) };
  const values = { since: inventory.clock.now(), by, until };
  for (const part of ['since', 'by', 'until'] as const)
    await host.setAttr({ key, number, subkey: declinedSubkeys[part], value: values[part] });
  return { ...one, action: 'withheld', entity: host.name, until: timeAsText(until) };
}

function messageOf(outcomes: readonly DeclineOutcome[]): string {
  const withheld = outcomes.filter(({ action }) => action === 'withheld');
  const parts = withheld.map(({ ip, entity, by }) => `${ip} of ${entity} (${by})`);
  return `DHCP: declined ${parts.join(', ')}, withheld until ${withheld[0]?.until}`;
}

/**
 * Has addresses be withheld from their owners, who found them in use by another. They stay bound; what says so stands beside the
 * address and goes with it. All of it is one version, and none where all were withheld already.
 * @param duration for how long, in milliseconds
 * @throws IP_INVALID; and what makes the whole impossible, such as DATABASE_BUSY
 */
export async function declineAddresses(
  inventory: Clusto,
  declines: readonly DhcpDecline[],
  duration: number,
): Promise<readonly DeclineOutcome[]> {
  let outcomes: DeclineOutcome[] = [];
  await inventory.transaction({ message: () => messageOf(outcomes), source: 'dhcp' }, async () => {
    outcomes = [];
    const until = new Date(inventory.clock.now().getTime() + duration);
    for (const one of declines)
      outcomes.push(await decline(inventory, { ...one, ip: formatIp(parseIp(one.ip)) }, until));
  });
  return outcomes;
}
