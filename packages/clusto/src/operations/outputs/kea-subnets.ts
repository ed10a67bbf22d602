import { type Clusto } from '../clusto.ts';
import {
  dhcpReservations,
  type Reservation,
  type ReservationParams,
  type ReservedSubnet,
} from './dhcp-reservations.ts';
import { jsonLines } from './json-lines.ts';
import { type Output } from './output.ts';

export interface KeaParams extends ReservationParams {
  /** The list of subnets alone, to be included in a configuration: `"subnet4": <?include "…"?>`. */
  readonly subnetsOnly?: boolean | undefined;
}

/** A reservation in the words of Kea (Administrator Reference Manual, "Host Reservations"). */
function reservationOf({ mac, address, hostname }: Reservation): object {
  return {
    'hw-address': mac,
    ...(address.ip.family === 4 ? { 'ip-address': address.text } : { 'ip-addresses': [address.text] }),
    ...(hostname === undefined ? {} : { hostname }),
  };
}

function* subnetPieces({ id, network, gateway, reservations }: ReservedSubnet, indent: string): Generator<string> {
  const routers = [{ name: 'routers', data: gateway }];
  const head = [
    `"id": ${id}`,
    `"subnet": ${JSON.stringify(network.text)}`,
    ...(gateway === undefined || network.family === 6 ? [] : [`"option-data": ${JSON.stringify(routers)}`]),
  ];
  yield `${indent}{\n${head.map((line) => `${indent}  ${line},\n`).join('')}${indent}  "reservations": [\n`;
  yield* jsonLines(reservations, (one) => JSON.stringify(reservationOf(one)), `${indent}    `);
  yield `${indent}  ]\n${indent}}`;
}

function* listPieces(subnets: readonly ReservedSubnet[], indent: string): Generator<string> {
  yield '[\n';
  for (const [index, subnet] of subnets.entries()) {
    if (index > 0) yield ',\n';
    yield* subnetPieces(subnet, `${indent}  `);
  }
  yield subnets.length > 0 ? `\n${indent}]` : `${indent}]`;
}

/**
 * Subnets with host reservations for Kea, as a configuration that its servers take, or to be included in one. A subnet
 * has the id of its IP manager, which Kea keeps leases by.
 * @throws as `dhcpReservations`
 */
export async function keaSubnets(inventory: Clusto, params: KeaParams = {}): Promise<Output> {
  const { version, family, subnets, skipped } = await dhcpReservations(inventory, params);
  function* pieces(): Generator<string> {
    if (params.subnetsOnly !== true) yield `{\n  "Dhcp${family}": {\n    "subnet${family}": `;
    yield* listPieces(subnets, params.subnetsOnly === true ? '' : '    ');
    yield params.subnetsOnly === true ? '\n' : '\n  }\n}\n';
  }
  return { version, mediaType: 'application/json', skipped, pieces: pieces() };
}
