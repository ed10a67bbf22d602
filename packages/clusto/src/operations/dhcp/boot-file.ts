import { clientArchitectures } from '../../wire/dhcp/client-architecture.ts';
import type { Dhcp4Client } from './dhcp4-client.ts';
import { type DhcpHost, type Found, nearest } from './dhcp-host.ts';

const bootFileName = 67;
const isUrl = (text: string): boolean => /^https?:\/\//i.test(text);

/** The option 67 as an attribute gives it. */
function plainFile(host: DhcpHost): Found<string> | undefined {
  const found = nearest(host, ({ options }) => options.get(bootFileName));
  return found && { ...found, value: new TextDecoder().decode(found.value) };
}

/**
 * What a client boots: iPXE its script (`dhcp.boot-ipxe`), so that it does not load itself again; else what there is for
 * the first of its architectures (`dhcp.boot-efi-x64` and so on); else `dhcp.bootfile-name`. A client that boots over
 * HTTP takes URLs only: for it there is `dhcp.boot-http` as well.
 */
export function chooseBootFile(
  host: DhcpHost,
  { architectures, firmware, isIpxe }: Pick<Dhcp4Client, 'architectures' | 'firmware' | 'isIpxe'>,
): Found<string> | undefined {
  const boot = (what: string): Found<string> | undefined => nearest(host, (layer) => layer.boot.get(what));
  if (isIpxe) {
    const script = boot('ipxe');
    if (script !== undefined) return script;
  }
  for (const architecture of architectures) {
    const name = clientArchitectures.get(architecture);
    const found = name === undefined ? undefined : boot(name);
    if (found !== undefined && (firmware !== 'http' || isUrl(found.value))) return found;
  }
  if (firmware !== 'http') return plainFile(host);
  return [boot('http'), plainFile(host)].find((found) => found !== undefined && isUrl(found.value));
}
