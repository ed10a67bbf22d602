import { Buffer } from 'node:buffer';
import { isAbsolute } from 'node:path';
import { failure } from '../../base/errors.ts';
import { type Network, parseCidr } from '../../base/network.ts';
import type { RelayTrust } from '../../operations/dhcp/dhcp-record.ts';
import { type RecordSettings } from './dhcp-recorder.ts';
import { ipFromKey, ipKey, type Ip } from '../../base/ip.ts';
import { type DhcpListen, readDhcpListen } from './dhcp-listen.ts';
import { type Dhcp6Settings, readServerDuid } from './dhcp6-settings.ts';

/** The section `[dhcpd]`. Times are in milliseconds. */
export interface DhcpdSettings {
  readonly listen: readonly DhcpListen<number>[];
  readonly port: number;
  readonly clientPort: number;
  readonly trustOf: (relay: number) => RelayTrust;
  readonly hasRapidCommit: boolean;
  readonly declineTime: number;
  /** Packets of one client in a second. */
  readonly clientRate: number;
  /** Whether it is noted which port clients ask from that are known by `bootstrap.mac`. */
  readonly learns: boolean;
  /** Whether a vendor class (option 60) is that of a management controller. */
  readonly isController: (vendorClass: Uint8Array | undefined) => boolean;
  /** Where requests are kept; undefined where they are not. */
  readonly record: RecordSettings | undefined;
  /** Of IPv6; undefined where the server has no such address. */
  readonly six: Dhcp6Settings | undefined;
}

interface Section {
  readonly listen?: readonly string[];
  readonly port?: number;
  readonly clientPort?: number;
  readonly port6?: number;
  readonly clientPort6?: number;
  readonly siteGroup?: boolean;
  readonly duid?: string;
  readonly relays?: readonly string[];
  readonly trustedRelays?: readonly string[];
  readonly rapidCommit?: boolean;
  readonly declineTime?: number;
  readonly clientRate?: number;
  readonly learn?: boolean;
  readonly controllers?: readonly string[];
  readonly record?: string;
  readonly recordSize?: number;
}

function readPort(argument: string, value: number): number {
  if (value > 0 && value < 65_536) return value;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'a port from 1 to 65535', value });
}

/** A file that is smaller would be renamed again and again. */
const smallestFile = 4096;

function readRecord(file: string, size: number): RecordSettings {
  if (!isAbsolute(file))
    throw failure('ARGUMENT_INVALID', { argument: 'dhcpd.record', expected: 'an absolute path', value: file });
  if (size >= smallestFile) return { file, size };
  const expected = `a number of bytes from ${smallestFile}`;
  throw failure('ARGUMENT_INVALID', { argument: 'dhcpd.recordSize', expected, value: size });
}

/** So many answers are remembered: relays are few, and who makes up others only makes room anew. */
const mostRemembered = 1000;

/** A question of numbers with its answers: every packet asks it of the same few. */
function remembered<Answer extends string>(ask: (about: number) => Answer): (about: number) => Answer {
  const answers = new Map<number, Answer>();
  return (about) => {
    const known = answers.get(about);
    if (known !== undefined) return known;
    if (answers.size >= mostRemembered) answers.clear();
    const answer = ask(about);
    answers.set(about, answer);
    return answer;
  };
}

const networksOf = (texts: readonly string[]): Network[] =>
  texts.map((text) => parseCidr(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`));

/** @throws ARGUMENT_INVALID, IP_INVALID, CIDR_INVALID */
export function dhcpdSettings(section: Readonly<Record<string, unknown>>): DhcpdSettings {
  const { listen = [], relays, trustedRelays = [], ...rest } = section as Section;
  if (listen.length === 0)
    throw failure('ARGUMENT_INVALID', {
      argument: 'dhcpd.listen',
      expected: 'the addresses of this server that it answers at, like ["10.0.0.1", "2001:db8::1"]',
      value: 'nothing',
    });
  const controllers = new Set(rest.controllers ?? ['udhcp 0.9.9-pre']);
  const [answered, believed] = [networksOf(relays ?? ['0.0.0.0/0', '::/0']), networksOf(trustedRelays)];
  const isIn = (networks: readonly Network[], relay: Ip): boolean =>
    networks.some((network) => network.contains(relay));
  const four = (relay: number): Ip => ({ family: 4, value: BigInt(relay) });
  const all = listen.map(readDhcpListen);
  const of = <Address>(family: 4 | 6, convert: (ip: Ip) => Address): DhcpListen<Address>[] =>
    all.filter(({ address }) => address.family === family).map((one) => ({ ...one, address: convert(one.address) }));
  const six: Dhcp6Settings = {
    listen: of(6, (ip) => Uint8Array.from(ipKey(ip))),
    port: readPort('dhcpd.port6', rest.port6 ?? 547),
    clientPort: readPort('dhcpd.clientPort6', rest.clientPort6 ?? 546),
    hasSiteGroup: rest.siteGroup ?? false,
    isRelay: (link) => isIn(answered, ipFromKey(link)),
    duid: rest.duid === undefined ? undefined : readServerDuid(rest.duid),
  };
  return {
    listen: of(4, ({ value }) => Number(value)),
    port: readPort('dhcpd.port', rest.port ?? 67),
    clientPort: readPort('dhcpd.clientPort', rest.clientPort ?? 68),
    trustOf: remembered((relay) =>
      isIn(believed, four(relay)) ? 'believed' : isIn(answered, four(relay)) ? 'answered' : 'refused',
    ),
    hasRapidCommit: rest.rapidCommit ?? false,
    declineTime: rest.declineTime ?? 86_400_000,
    clientRate: rest.clientRate ?? 20,
    learns: rest.learn ?? true,
    isController: (vendorClass) =>
      vendorClass !== undefined && controllers.has(Buffer.from(vendorClass).toString('latin1')),
    record: rest.record === undefined ? undefined : readRecord(rest.record, rest.recordSize ?? 64 << 20),
    six: six.listen.length === 0 ? undefined : six,
  };
}
