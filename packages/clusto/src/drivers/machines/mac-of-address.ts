import { parseIp } from '../../base/ip.ts';

/**
 * The MAC address that a virtual machine gets from its IP address: `02:52`, which is a locally administered prefix
 * (IEEE 802), and the four bytes of the address (behaviour spec section 19.3). Of an IPv6 address its last four bytes.
 * @throws IP_INVALID
 */
export function macOfAddress(ip: string): string {
  const bytes = (parseIp(ip).value & 0xffff_ffffn).toString(16).padStart(8, '0');
  return ['02', '52', ...(bytes.match(/../g) ?? [])].join(':');
}
