import { Buffer } from 'node:buffer';
import { clientArchitectures } from '../../wire/dhcp/client-architecture.ts';
import { type DhcpHost, type DhcpOrigin, type Found, nearest } from './dhcp-host.ts';
import type { Dhcp6Request } from './dhcp6-request.ts';

/** An option of an answer, and where it comes from. */
export interface Dhcp6Field {
  readonly code: number;
  readonly value: Uint8Array;
  readonly origin: DhcpOrigin;
}

/** What a client gets that does not say what it wants: servers and domains of DNS. */
const usual = [23, 24];
const [preference, bootFileUrl, informationRefresh] = [7, 59, 32];
const leastRefresh = 600;

const setting = (host: DhcpHost, code: number): Found<Uint8Array> | undefined =>
  nearest(host, ({ six }) => six?.options.get(code));

/** The URL for the first architecture that has one (`dhcp6.boot-efi-x64`), else the option of the name. */
function bootUrl(host: DhcpHost, { architectures }: Dhcp6Request): Found<Uint8Array> | undefined {
  for (const code of architectures) {
    const name = clientArchitectures.get(code);
    const found = name === undefined ? undefined : nearest(host, ({ six }) => six?.boot.get(name));
    if (found !== undefined) return { ...found, value: Buffer.from(found.value) };
  }
  return setting(host, bootFileUrl);
}

/** What a host is told beside its addresses, in the order in which it asks. */
export function dhcp6Parameters(host: DhcpHost, request: Dhcp6Request): Dhcp6Field[] {
  const codes = new Set(request.asked ?? usual);
  if (request.type === 'solicit') codes.add(preference);
  if (request.type === 'information-request') codes.add(informationRefresh);
  return [...codes].flatMap((code) => {
    const found = code === bootFileUrl ? bootUrl(host, request) : setting(host, code);
    // RFC 8415 section 21.23: what is less is no time
    if (found === undefined || (code === informationRefresh && Buffer.from(found.value).readUInt32BE() < leastRefresh))
      return [];
    return { code, ...found };
  });
}
