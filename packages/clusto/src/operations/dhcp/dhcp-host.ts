import { isSameNetwork } from '../../wire/ip4.ts';
import type { DeclinedAddress } from './declined-address.ts';
import type { DhcpLayer, Sourced } from './dhcp-layer.ts';

/** The router of a subnet, shared by all of its addresses. */
export interface DhcpSubnet {
  readonly manager: string;
  readonly gateway: Sourced<number> | undefined;
}

/** An IPv4 address that is bound to a host. */
export interface DhcpAddress {
  readonly ip: number;
  readonly prefix: number;
  /** The number of its attributes. */
  readonly number: number;
  /** The version that bound it. */
  readonly version: number;
  /** The MAC address of the port that it is on; undefined where it is on no port with one, and so on any. */
  readonly mac: number | undefined;
  readonly subnet: DhcpSubnet | undefined;
  /** That it was declined, also where that is over. */
  readonly declined: DeclinedAddress | undefined;
}

/** An IPv6 address that is bound to a host; its fields as those of `DhcpAddress`. */
export interface Dhcp6Address extends Omit<DhcpAddress, 'ip' | 'subnet'> {
  /** 16 bytes. */
  readonly ip: Uint8Array;
}

/** What an answer to one host is made of. */
export interface DhcpHost {
  readonly id: number;
  readonly name: string;
  /** The attribute `hostname`, where there is one. */
  readonly hostname: Sourced<string> | undefined;
  /** The first attribute `fqdn`, where there is one. */
  readonly fqdn: Sourced<string> | undefined;
  readonly macs: readonly number[];
  /** MAC addresses by which it is known (`bootstrap.mac`) and which are on no port of it yet. */
  readonly bootstrap: readonly number[];
  readonly addresses: readonly DhcpAddress[];
  readonly addresses6: readonly Dhcp6Address[];
  /** Its own attributes, then those of its containers, nearest first. */
  readonly layers: readonly DhcpLayer[];
}

/** Where a field of an answer comes from: an attribute of an entity, or a rule. */
export type DhcpOrigin =
  | { readonly entity: string; readonly attribute: string; readonly version: number }
  | { readonly rule: string };

/** A value with its origin. */
export interface Found<T> {
  readonly value: T;
  readonly origin: DhcpOrigin;
}

/** An attribute of an entity, as an origin. */
export const originIn = (
  entity: string,
  { attribute, version }: Pick<Sourced<unknown>, 'attribute' | 'version'>,
): DhcpOrigin => ({ entity, attribute, version });

/** What the nearest layer says; undefined where none says anything, or the nearest says something broken. */
export function nearest<T>(
  { layers }: DhcpHost,
  pick: (layer: DhcpLayer) => Sourced<T | undefined> | undefined,
): Found<T> | undefined {
  for (const layer of layers) {
    const found = pick(layer);
    if (found === undefined) continue;
    const { value } = found;
    return value === undefined ? undefined : { value, origin: originIn(layer.name, found) };
  }
  return undefined;
}

/** Whether the nearest layer that says so says that the host is served. */
export function isEnabled({ layers }: DhcpHost): boolean {
  for (const { enabled } of layers) if (enabled !== undefined) return enabled.value;
  return false;
}

/** Whether a MAC address of the host may have an address: one on its port, or on no port with one. */
const isOf = (address: DhcpAddress, mac: number): boolean => address.mac === mac || address.mac === undefined;

/**
 * The address that a MAC address of a host has on a network. One on its port comes before one that is on no port; of
 * several the one with the highest number, as the original takes it.
 * @param link any address of the network; undefined: on whichever
 */
export function addressOn(host: DhcpHost, mac: number, link: number | undefined): DhcpAddress | undefined {
  let best: DhcpAddress | undefined;
  for (const address of host.addresses) {
    if (!isOf(address, mac)) continue;
    if (link !== undefined && !isSameNetwork(address.ip, link, address.prefix)) continue;
    const isNearer = best === undefined || (best.mac === undefined && address.mac !== undefined);
    const isAsNear = (best?.mac === undefined) === (address.mac === undefined);
    if (isNearer || (isAsNear && address.number > (best?.number ?? 0))) best = address;
  }
  return best;
}

/** The addresses that a MAC address of a host may have: those on its port, and those on no port with one. */
export function addressesOf({ addresses }: DhcpHost, mac: number): readonly DhcpAddress[] {
  return addresses.filter((address) => isOf(address, mac));
}

/** The identifier of a client that an attribute of its own says; that of a container would be of many. */
export function duidOf({ id, layers }: DhcpHost): string | undefined {
  const [own] = layers;
  return own?.entity === id ? own.six?.duid?.value : undefined;
}
