import { StoreException } from '../../base/errors.ts';
import { formatIp, ipFromKey } from '../../base/ip.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { declineAddresses, type DhcpDecline } from '../../operations/dhcp/decline-addresses.ts';
import { type DiscoveryWish, holdDiscoveryAddresses } from '../../operations/dhcp/hold-discovery-addresses.ts';
import { type DhcpSighting, learnDhcpClients } from '../../operations/dhcp/learn-dhcp-clients.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import { formatMac } from '../../wire/mac-number.ts';
import { type Log } from '../log/log.ts';
import { WriteBehind } from '../queue/write-behind.ts';
import { type DeclinedAddresses } from './declined-addresses.ts';

/** So long what was found out of a client is not looked at again, in milliseconds. */
const settledFor = 60_000;
/** So many clients are remembered, and so many wait. */
const most = 10_000;
/** So long a subnet that is full is not looked at again, in milliseconds. */
const fullFor = 10_000;
/** Versions of one kind are so far apart, in milliseconds. */
const interval = 1000;

/** What packets are written with. */
export interface DhcpWriting {
  readonly inventory: () => Clusto;
  /** For what clients may do in floods. */
  readonly limited: Log;
  readonly countLearned: (outcome: string) => void;
  readonly declined: DeclinedAddresses;
}

interface Decline extends DhcpDecline {
  readonly address: number | Uint8Array;
  readonly duration: number;
}

/** What packets change in the inventory: written after they have been answered, and together. */
export class DhcpWrites implements AsyncDisposable {
  readonly #writing: DhcpWriting;
  readonly #settled = new Map<string, number>();
  readonly #sightings: WriteBehind<DhcpSighting>;
  readonly #declines: WriteBehind<Decline>;
  readonly #wishes: WriteBehind<DiscoveryWish>;
  /** Managers of subnets that are full, and until when that is not looked at again. */
  readonly #full = new Map<number, number>();

  constructor(writing: DhcpWriting) {
    this.#writing = writing;
    this.#sightings = this.#open((sightings) => this.#learn(sightings));
    this.#declines = this.#open((declines) => this.#decline(declines));
    this.#wishes = this.#open((wishes) => this.#hold(wishes));
  }

  /** A client asks that may be one whose MAC address is to be noted. Costs a look-up where that was looked at a short while ago. */
  see(mac: number, fact: DhcpSighting['fact'], now: number): void {
    const key = `${fact} ${mac}`;
    if ((this.#settled.get(key) ?? 0) > now) return;
    if (this.#settled.size >= most) this.#settled.clear();
    if (this.#sightings.offer(key, { mac: formatMac(mac), fact })) this.#settled.set(key, now + settledFor);
  }

  /** A client found its address in use by another. @param duration for which it is withheld, in milliseconds */
  decline(address: number | Uint8Array, by: string, duration: number): void {
    const ip = typeof address === 'number' ? formatIp4(address) : formatIp(ipFromKey(address));
    this.#declines.offer(ip, { ip, address, by, duration });
  }

  /** A client that nobody knows is to have an address of a discovery subnet. @param manager the id of its manager */
  hold(manager: number, mac: string): void {
    if ((this.#full.get(manager) ?? 0) <= this.#now()) this.#wishes.offer(`${manager} ${mac}`, { manager, mac });
  }

  #now(): number {
    return this.#writing.inventory().clock.now().getTime();
  }

  /** Writes what waits, and takes nothing more. */
  async drain(): Promise<void> {
    await Promise.all([this.#sightings.drain(), this.#declines.drain(), this.#wishes.drain()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#sightings, this.#declines, this.#wishes].map((waiting) => waiting[Symbol.asyncDispose]()));
  }

  #open<Item>(write: (items: readonly Item[]) => Promise<void>): WriteBehind<Item> {
    return new WriteBehind<Item>({
      most,
      interval,
      write,
      onError: (error) => {
        const isPassing = error instanceof StoreException;
        if (isPassing) this.#writing.limited.write('DHCP_WRITE_WAITING', { reason: error });
        else this.#writing.limited.write('DHCP_WRITE_FAILED', { reason: error });
        return isPassing;
      },
    });
  }

  async #learn(sightings: readonly DhcpSighting[]): Promise<void> {
    const { inventory, limited, countLearned } = this.#writing;
    for (const { mac, fact, action, entity, error } of await learnDhcpClients(inventory(), sightings)) {
      countLearned(action);
      if (action === 'learned') limited.write('DHCP_CLIENT_LEARNED', { host: entity, fact, mac });
      else if (action !== 'known')
        limited.write('DHCP_CLIENT_NOT_LEARNED', { mac, fact, host: entity, reason: error ?? action });
    }
  }

  async #hold(wishes: readonly DiscoveryWish[]): Promise<void> {
    const { inventory, limited } = this.#writing;
    for (const { manager, mac, action, ip, subnet } of await holdDiscoveryAddresses(inventory(), wishes)) {
      if (action === 'held') limited.write('DHCP_DISCOVERY_HELD', { mac, address: ip, subnet });
      if (action !== 'full') continue;
      this.#full.set(manager, this.#now() + fullFor);
      limited.write('DHCP_DISCOVERY_FULL', { mac, subnet });
    }
  }

  async #decline(declines: readonly Decline[]): Promise<void> {
    const { inventory, declined } = this.#writing;
    const clusto = inventory();
    for (const [duration, group] of Map.groupBy(declines, (one) => one.duration))
      await declineAddresses(clusto, group, duration);
    const version = await clusto.version();
    for (const { address } of declines) declined.written(address, version);
  }
}
