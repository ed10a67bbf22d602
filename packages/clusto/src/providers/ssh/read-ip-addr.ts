import { formatIp, isIp, parseIp } from '../../base/ip.ts';
import { isMac, parseMac } from '../../base/mac.ts';
import type { HostAddress, HostNic } from './host-description.ts';
import { ToolOutput } from './tool-output.ts';

type Link = ReturnType<ToolOutput['objects']>[number];

/** Whether a link is a network card: software says what kind it is of (`linkinfo`), a card does not. */
function isCard({ link_type: type, linkinfo, address }: Link): boolean {
  const kind: unknown = typeof linkinfo === 'object' && linkinfo !== null ? Reflect.get(linkinfo, 'info_kind') : null;
  return type === 'ether' && typeof kind !== 'string' && isMac(address);
}

/** Cards, and what stands on them: bonds and bridges by their members, VLANs by the link below. */
function onCards(links: readonly Link[]): ReadonlySet<unknown> {
  const found = new Set<unknown>(links.filter(isCard).map(({ ifname }) => ifname));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { ifname, master, link } of links) {
      if (found.has(link)) found.add(ifname);
      if (found.has(ifname) && typeof master === 'string') found.add(master);
    }
  }
  return found;
}

/**
 * The network cards and the addresses in the output of `ip -j -d addr` (ip-address(8)), in the order of the kernel. Left out
 * are addresses of the link and the host alone, and those of interfaces that lead to no card, such as a bridge for containers.
 * @throws HOST_ANSWER_INVALID
 */
export function readIpAddr(
  text: string,
  host: string,
): { readonly nics: readonly HostNic[]; readonly addresses: readonly HostAddress[] } {
  const output = new ToolOutput({ tool: 'ip', host });
  // iproute2 prints an empty object for a link that it was not asked for
  const links = output.objects(output.json(text), 'the whole').filter(({ ifname }) => ifname !== undefined);
  const reachable = onCards(links);
  const nics = links.filter(isCard).map(({ ifname, address, permaddr }) => ({
    name: output.needText(ifname, 'the name of a link'),
    mac: parseMac(isMac(permaddr) ? permaddr : address),
  }));
  const addresses = links
    .filter(({ ifname }) => reachable.has(ifname))
    .flatMap(({ ifname, addr_info: info = [] }) =>
      output
        .objects(info, `addr_info of ${String(ifname)}`)
        .filter(({ scope, local, temporary }) => scope === 'global' && temporary !== true && isIp(local))
        .map(({ local }) => ({
          ip: formatIp(parseIp(local)),
          interface: output.needText(ifname, 'the name of a link'),
        })),
    );
  return { nics, addresses };
}
