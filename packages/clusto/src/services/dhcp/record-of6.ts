import type { Dhcp6Record } from '../../operations/dhcp/dhcp-record.ts';
import type { Dhcp6Packet } from '../../wire/dhcp/dhcp6-message.ts';
import { type Dhcp6Channel } from './dhcp6-channel.ts';
import { type Dhcp6Settings } from './dhcp6-settings.ts';
import { type Arrival } from './record-of4.ts';

/** A request of DHCPv6 with what this server knows of it. @param server the identifier of this server */
export function recordOf6(
  { relays }: Dhcp6Packet,
  { channel, bytes, from, now, settings, version }: Arrival<Omit<Dhcp6Channel, 'send'>>,
  { server, six }: { readonly server: Uint8Array; readonly six: Dhcp6Settings },
): Dhcp6Record {
  const link = relays.findLast((relay) => relay.link.some((byte) => byte !== 0))?.link;
  return {
    family: 6,
    time: new Date(now),
    version,
    interface: channel.interface,
    server,
    links: channel.links,
    isUnicast: channel.isUnicast,
    // its zone says something on this machine only
    source: from.address.replace(/%.*/, ''),
    port: from.port,
    trust: link === undefined || six.isRelay(link) ? 'answered' : 'refused',
    rapidCommit: settings.hasRapidCommit,
    packet: bytes,
  };
}
