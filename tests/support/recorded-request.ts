import type { Dhcp4Record } from '../../packages/clusto/src/operations/dhcp/dhcp-record.ts';
import { encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { request, serverIp, type Written } from './dhcp4-talk.ts';

/** A request of DHCPv4 as `clusto dhcpd` records it, of a client at the link of the server. */
export const recordedRequest = (written: Written, more: Partial<Dhcp4Record> = {}): Dhcp4Record => ({
  family: 4,
  time: new Date(),
  version: null,
  interface: 'eth0',
  source: '0.0.0.0',
  port: 68,
  trust: 'answered',
  rapidCommit: false,
  server: parseIp4(serverIp),
  link: parseIp4(serverIp),
  packet: encodeDhcp4(request(written)).bytes,
  ...more,
});
