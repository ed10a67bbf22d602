import { type Clusto } from '../clusto.ts';
import { nameAddresses, type NamedAddress, type NameParams, namingAttributes } from './name-addresses.ts';
import { type Output } from './output.ts';
import { type HostParams, readHosts } from './read-hosts.ts';

export interface HostsFileParams extends HostParams, NameParams {
  /** Whether the lines of the machine itself are left out. */
  readonly withoutLocalhost?: boolean | undefined;
}

/** What Debian has in every `/etc/hosts`. */
const localhost = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n\n';

function* hostsPieces(named: readonly NamedAddress[], withLocalhost: boolean): Generator<string> {
  if (withLocalhost) yield localhost;
  for (const { address, names } of named) {
    const { canonical, others, aliases, short } = names;
    const all = new Set([canonical, ...(short === undefined ? [] : [short]), ...others, ...aliases]);
    yield `${address.text}\t${[...all].join(' ')}\n`;
  }
}

/**
 * `/etc/hosts` (hosts(5)): each address with the name that it leads back to, then the short name and the other ones.
 * @throws ARGUMENT_INVALID for a domain that is none, and as `readHosts`
 */
export async function hostsFile(inventory: Clusto, params: HostsFileParams = {}): Promise<Output> {
  const { version, hosts, skipped } = await readHosts(inventory, params, namingAttributes);
  const named = nameAddresses(hosts, params, skipped);
  return {
    version,
    mediaType: 'text/plain; charset=utf-8',
    skipped: skipped.list(),
    pieces: hostsPieces(named, params.withoutLocalhost !== true),
  };
}
