import type { DhcpLayer } from './dhcp-layer.ts';

/** The subkey that says for whom an address of a discovery subnet is held. */
export const discoveryClient = 'client';

const minute = 60_000;
const defaultLease = 5 * minute;
const shortestHold = 60 * minute;

/** How long unknown clients may use an address, in milliseconds. */
export const discoveryLease = ({ discoveryLease: own }: Pick<DhcpLayer, 'discoveryLease'>): number =>
  own === undefined ? defaultLease : own.value * 1000;

/** How long an address is held for an unknown client, in milliseconds: so long that only one renewal of many is a version. */
export const discoveryHold = (lease: number): number => Math.max(shortestHold, 4 * lease);
