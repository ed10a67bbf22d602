import { Buffer } from 'node:buffer';
import { answerDhcp4, type Dhcp4Context } from '../../packages/clusto/src/operations/dhcp/answer-dhcp4.ts';
import type { DhcpAddress, DhcpHost } from '../../packages/clusto/src/operations/dhcp/dhcp-host.ts';
import { dhcp4Table, readDhcpLayer } from '../../packages/clusto/src/operations/dhcp/dhcp-layer.ts';
import { decodeDhcp4, type Dhcp4Packet, encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { decodeOption, encodeOption, type OptionValue } from '../../packages/clusto/src/wire/dhcp/option-type.ts';
import { formatIp4, parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { macBytes, macNumber } from '../../packages/clusto/src/wire/mac-number.ts';

export const clientMac = '00:1b:21:3c:4d:5e';
export const serverIp = '10.0.0.1';

const types = ['', 'discover', 'offer', 'request', 'decline', 'ack', 'nak', 'release', 'inform'];

/** A packet as a test writes it: addresses as text, options by name, raw bytes by code. */
export interface Written {
  readonly type?: string;
  readonly mac?: string;
  readonly header?: Partial<Dhcp4Packet>;
  readonly ciaddr?: string;
  readonly giaddr?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly raw?: Readonly<Record<number, readonly number[]>>;
}

/** The packet of a client. */
export function request({
  type,
  mac = clientMac,
  header = {},
  ciaddr,
  giaddr,
  options = {},
  raw = {},
}: Written): Dhcp4Packet {
  const all = new Map<number, Uint8Array>();
  if (type !== undefined) all.set(53, Uint8Array.of(types.indexOf(type)));
  for (const [name, value] of Object.entries(options)) {
    const option = dhcp4Table.find(name);
    all.set(option.code, encodeOption(option, value));
  }
  for (const [code, bytes] of Object.entries(raw)) all.set(Number(code), Uint8Array.from(bytes));
  const chaddr = new Uint8Array(16);
  chaddr.set(macBytes(macNumber(mac)));
  return {
    op: 1,
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 0x1234_5678,
    secs: 3,
    flags: 0,
    ciaddr: ciaddr === undefined ? 0 : parseIp4(ciaddr),
    yiaddr: 0,
    siaddr: 0,
    giaddr: giaddr === undefined ? 0 : parseIp4(giaddr),
    chaddr,
    sname: '',
    file: '',
    options: all,
    ...header,
  };
}

/** An address as `10.0.0.7/24`, and the MAC address of the port that it is on. */
const address = (text: string, index: number, mac?: string): DhcpAddress => {
  const [ip, prefix] = text.split('/');
  return {
    ip: parseIp4(ip),
    prefix: Number(prefix),
    number: index + 1,
    version: 3,
    declined: undefined,
    mac: mac === undefined ? undefined : macNumber(mac),
    subnet: {
      manager: 'lan',
      gateway: { value: (parseIp4(ip) & 0xffff_ff00) + 254, attribute: 'gateway', version: 2 },
    },
  };
};

export interface HostParts {
  readonly macs?: readonly string[];
  readonly addresses?: readonly (string | readonly [ip: string, mac: string])[];
  /** Its attributes with the key `dhcp`; without `enabled` it is enabled. */
  readonly dhcp?: Readonly<Record<string, unknown>>;
  /** Those of its containers, nearest first. */
  readonly containers?: readonly Readonly<Record<string, unknown>>[];
}

/** A host of the inventory: web1, enabled, with 10.0.0.7/24 unless told otherwise. */
export function host({
  macs = [clientMac],
  addresses = ['10.0.0.7/24'],
  dhcp = {},
  containers = [],
}: HostParts = {}): DhcpHost {
  const layers = [{ enabled: true, ...dhcp }, ...containers].map((attributes, index) =>
    readDhcpLayer(
      { id: index + 1, name: index === 0 ? 'web1' : `container${index}` },
      Object.entries(attributes).map(([subkey, value]) => ({ key: 'dhcp', subkey, value, version: 5 })),
    ),
  );
  return {
    id: 1,
    name: 'web1',
    hostname: undefined,
    fqdn: { value: 'web1.example.org', attribute: 'fqdn', version: 4 },
    macs: macs.map(macNumber),
    bootstrap: [],
    addresses: addresses.map((one, index) =>
      typeof one === 'string' ? address(one, index) : address(one[0], index, one[1]),
    ),
    addresses6: [],
    layers,
  };
}

export function context(hosts: readonly DhcpHost[], changes: Partial<Dhcp4Context> = {}): Dhcp4Context {
  return {
    hostsOf: (mac) => hosts.filter(({ macs }) => macs.includes(mac)),
    server: parseIp4(serverIp),
    link: parseIp4(serverIp),
    port: 67,
    trustOf: () => 'believed',
    isInConflict: () => false,
    hasRapidCommit: false,
    ...changes,
  };
}

/** What a test looks at, as it came over the wire. */
export interface Heard {
  readonly type: string;
  readonly to: string;
  readonly packet: Dhcp4Packet;
  readonly bytes: Uint8Array;
  readonly yiaddr: string;
  readonly siaddr: string;
  /** In the order on the wire, by name. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly order: readonly number[];
}

/** Sends a packet through both codecs; a text is the reason of no answer. */
export function talk(
  written: Written | Dhcp4Packet,
  hosts: readonly DhcpHost[] = [host()],
  changes: Partial<Dhcp4Context> = {},
): Heard | string {
  const sent = 'chaddr' in written ? written : request(written);
  const answer = answerDhcp4(decodeDhcp4(encodeDhcp4(sent).bytes), context(hosts, changes));
  if (answer.kind === 'silence') return answer.reason;
  const { bytes } = encodeDhcp4(answer.packet, answer.limits);
  const packet = decodeDhcp4(bytes);
  const read = [...packet.options].map(([code, value]): [string, OptionValue] => [
    dhcp4Table.nameOf(code),
    decodeOption({ type: dhcp4Table.ofCode(code)?.type ?? 'bytes' }, value),
  ]);
  return {
    type: types[packet.options.get(53)?.[0] ?? 0] ?? '',
    to: `${formatIp4(answer.to.address)}:${answer.to.port}`,
    packet,
    bytes,
    yiaddr: formatIp4(packet.yiaddr),
    siaddr: formatIp4(packet.siaddr),
    options: Object.fromEntries(read),
    order: [...packet.options.keys()],
  };
}

/** The same, where an answer is expected. */
export function heard(...given: Parameters<typeof talk>): Heard {
  const answer = talk(...given);
  if (typeof answer === 'string') throw new Error(`no answer: ${answer}`);
  return answer;
}

/** Bytes of a text. */
export const ascii = (text: string): number[] => [...Buffer.from(text)];
