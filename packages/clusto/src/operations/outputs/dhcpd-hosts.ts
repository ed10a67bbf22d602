import { type Clusto } from '../clusto.ts';
import { dhcpReservations, type Reservation, type ReservationParams } from './dhcp-reservations.ts';
import { type Output } from './output.ts';

/** Unlike any other by the address; no number, which dhcpd would not take for a name. */
const declarationName = (short: string | undefined, address: string): string =>
  `${short ?? 'host'}_${address.replaceAll(/[.:]/g, '-')}`;

function declaration({ mac, address, hostname }: Reservation): string {
  const [short] = hostname?.split('.') ?? [];
  const fixed = address.ip.family === 4 ? 'fixed-address' : 'fixed-address6';
  return [
    `host ${declarationName(short, address.text)} {`,
    `  hardware ethernet ${mac};`,
    `  ${fixed} ${address.text};`,
    ...(short === undefined || address.ip.family === 6 ? [] : [`  option host-name "${short}";`]),
    '}\n',
  ].join('\n');
}

/**
 * Host declarations for the DHCP server of ISC (dhcpd.conf(5)), to be included in its configuration, which says what
 * subnets there are. In names of hosts is nothing that would have to be quoted.
 * @throws as `dhcpReservations`
 */
export async function dhcpdHosts(inventory: Clusto, params: ReservationParams = {}): Promise<Output> {
  const { version, subnets, skipped } = await dhcpReservations(inventory, params);
  function* pieces(): Generator<string> {
    for (const { name, network, reservations } of subnets) {
      yield `# ${network.text}: ${name}\n`;
      for (const one of reservations) yield declaration(one);
    }
  }
  return { version, mediaType: 'text/plain; charset=utf-8', skipped, pieces: pieces() };
}
