import type { Dhcp4Record } from '../../operations/dhcp/dhcp-record.ts';
import type { Dhcp4Packet } from '../../wire/dhcp/dhcp4-packet.ts';
import { type DhcpChannel, type DhcpPeer } from './dhcp-channel.ts';
import { type DhcpdSettings } from './dhcpd-settings.ts';

/** A packet as it came in. */
export interface Arrival<Channel> {
  readonly channel: Channel;
  readonly bytes: Uint8Array;
  readonly from: DhcpPeer;
  /** In milliseconds. */
  readonly now: number;
  readonly settings: DhcpdSettings;
  /** That answers are of; null where nothing is answered. */
  readonly version: number | null;
}

/** A request with what this server knows of it. */
export function recordOf4(
  { giaddr }: Dhcp4Packet,
  { channel, bytes, from, now, settings, version }: Arrival<Omit<DhcpChannel, 'send' | 'close'>>,
): Dhcp4Record {
  return {
    family: 4,
    time: new Date(now),
    version,
    interface: channel.interface,
    server: channel.server,
    link: channel.isDirect ? channel.server : undefined,
    source: from.address,
    port: from.port,
    trust: giaddr === 0 ? 'answered' : settings.trustOf(giaddr),
    rapidCommit: settings.hasRapidCommit,
    packet: bytes,
  };
}
