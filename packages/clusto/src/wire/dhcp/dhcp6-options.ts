import type { NamedOption } from './dhcp4-options.ts';
import type { OptionType } from './option-type.ts';

type Row = readonly [code: number, name: string, type: OptionType, source: number, aliases?: string];

/** Options that an inventory can set; the names are those of Kea and ISC. */
const settable: readonly Row[] = [
  [7, 'preference', 'u8', 8415],
  [17, 'vendor-opts', 'bytes', 8415],
  [21, 'sip-server-dns', 'plain-domains', 3319],
  [22, 'sip-server-addr', 'addresses6', 3319],
  [23, 'dns-servers', 'addresses6', 3646, 'name-servers'],
  [24, 'domain-search', 'plain-domains', 3646],
  [27, 'nis-servers', 'addresses6', 3898],
  [28, 'nisp-servers', 'addresses6', 3898],
  [29, 'nis-domain-name', 'plain-domains', 3898],
  [30, 'nisp-domain-name', 'plain-domains', 3898],
  [31, 'sntp-servers', 'addresses6', 4075],
  [32, 'information-refresh-time', 'u32', 8415, 'info-refresh-time'],
  [33, 'bcmcs-server-dns', 'plain-domains', 4280],
  [34, 'bcmcs-server-addr', 'addresses6', 4280],
  [41, 'new-posix-timezone', 'text', 4833],
  [42, 'new-tzdb-timezone', 'text', 4833],
  [51, 'v6-lost', 'plain-domains', 5223],
  [52, 'capwap-ac-v6', 'addresses6', 5417],
  [56, 'ntp-server', 'time-servers6', 5908, 'ntp-servers'],
  [59, 'bootfile-url', 'text', 5970],
  [60, 'bootfile-param', 'texts', 5970],
  [65, 'erp-local-domain-name', 'plain-domains', 6440],
  [82, 'solmax-rt', 'u32', 8415],
  [83, 'inf-max-rt', 'u32', 8415],
  [103, 'captive-portal', 'text', 8910],
  [136, 'v6-sztp-redirect', 'texts', 8572],
];

/** Options that client, relay and server tell each other. */
const ofProtocol: readonly Row[] = [
  [1, 'client-id', 'bytes', 8415],
  [2, 'server-id', 'bytes', 8415],
  [3, 'ia-na', 'bytes', 8415],
  [4, 'ia-ta', 'bytes', 8415],
  [5, 'iaaddr', 'bytes', 8415],
  [6, 'oro', 'u16s', 8415],
  [8, 'elapsed-time', 'u16', 8415],
  [9, 'relay-msg', 'bytes', 8415],
  [11, 'auth', 'bytes', 8415],
  [12, 'unicast', 'addresses6', 8415],
  [13, 'status-code', 'bytes', 8415],
  [14, 'rapid-commit', 'flag', 8415],
  [15, 'user-class', 'bytes', 8415],
  [16, 'vendor-class', 'bytes', 8415],
  [18, 'interface-id', 'bytes', 8415],
  [19, 'reconf-msg', 'u8', 8415],
  [20, 'reconf-accept', 'flag', 8415],
  [25, 'ia-pd', 'bytes', 8415],
  [26, 'iaprefix', 'bytes', 8415],
  [37, 'remote-id', 'bytes', 4649],
  [38, 'subscriber-id', 'bytes', 4580],
  [39, 'client-fqdn', 'bytes', 4704],
  [61, 'client-arch-type', 'u16s', 5970],
  [62, 'nii', 'bytes', 5970],
  [79, 'client-linklayer-addr', 'bytes', 6939],
  [135, 'relay-source-port', 'u16', 8357],
];

const read =
  (isOfProtocol: boolean) =>
  ([code, name, type, source, aliases]: Row): NamedOption => ({
    code,
    name,
    type,
    source: `RFC ${source}`,
    aliases: aliases?.split(' ') ?? [],
    isOfProtocol,
  });

/** Every option of DHCPv6 that clusto knows by name, by code (facts of the IANA registry "DHCPv6 Option Codes"). */
export const dhcp6Options: readonly NamedOption[] = [
  ...settable.map(read(false)),
  ...ofProtocol.map(read(true)),
].toSorted((one, other) => one.code - other.code);
