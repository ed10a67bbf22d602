import { Buffer } from 'node:buffer';
import { ip4Bytes, isIp4, maskOf, parseIp4 } from '../../wire/ip4.ts';
import { chooseBootFile } from './boot-file.ts';
import type { Dhcp4Request } from './dhcp4-request.ts';
import { type DhcpLayer, dhcp4Table } from './dhcp-layer.ts';
import type { Dhcp4Client } from './dhcp4-client.ts';
import { type DhcpAddress, type DhcpHost, type DhcpOrigin, type Found, nearest, originIn } from './dhcp-host.ts';

/** The code of an option of an answer, or the name of a field of its header. */
export type Dhcp4FieldName = number | 'yiaddr' | 'siaddr' | 'file';

/** A field of an answer, and where it comes from. */
export interface Dhcp4Field {
  readonly field: Dhcp4FieldName;
  readonly value: Uint8Array;
  readonly origin: DhcpOrigin;
}

/** Says where a field comes from, to who wants to know. */
export type OriginOf = () => DhcpOrigin;

/** Hears the fields of an answer, in the order of sending. An origin is made only where somebody asks for it. */
export type Dhcp4Listener = (field: Dhcp4FieldName, value: Uint8Array, origin: OriginOf) => void;

/** What a host is told, beside the options and its address. */
export interface Dhcp4Parameters {
  readonly siaddr: number;
  readonly file: string;
  /** Options that nobody asked for. */
  readonly spare: ReadonlySet<number>;
}

const defaultLease = 3600;
const infinite = 0xffff_ffff;
/** The field `file` has 128 bytes, and a NUL at its end. */
const longestFile = 127;
/** What PXELINUX reads from the packet that the firmware got, which does not ask for it. */
const pxelinux = [208, 209, 210, 211];
/** What a client gets that does not say what it wants, beside all that is set; options of a site only when asked for. */
const usual = [1, 3, 28, 6, 12, 15];
const isUsual = (code: number): boolean => code < 224;
const [leaseTime, renewalTime, rebindingTime] = [51, 58, 59];
const leaseCodes: readonly number[] = [leaseTime, renewalTime, rebindingTime];
/** The options that the conversation sets, by code: no attribute does. */
const isOfConversation: readonly boolean[] = Array.from(
  { length: 256 },
  (_, code) => leaseCodes.includes(code) || dhcp4Table.ofCode(code)?.isOfProtocol === true,
);

const rule = (text: string): OriginOf => {
  const origin = { rule: text };
  return () => origin;
};
const isOverHttp = rule('firmware that boots over HTTP takes no other');
const isName = rule('the name of the entity');
const isDefaultLease = rule('one hour, as no attribute says otherwise');
const isHalf = rule('half of the lease');
const isSevenEighths = rule('seven eighths of the lease');

const httpClient = Buffer.from('HTTPClient');
const masks: readonly Uint8Array[] = Array.from({ length: 33 }, (_, prefix) => ip4Bytes(maskOf(prefix)));
const uint = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32BE();

/** The nearest layer that says something about an option. */
function layerWith({ layers }: DhcpHost, code: number): DhcpLayer | undefined {
  for (const layer of layers) if (layer.options.has(code)) return layer;
  return undefined;
}

/** Tells what the inventory says of one option: its attribute, else what follows from name and address. */
function tellOption(host: DhcpHost, address: DhcpAddress | undefined, code: number, hear: Dhcp4Listener): void {
  const layer = layerWith(host, code);
  if (layer !== undefined) {
    const found = layer.options.get(code);
    if (found?.value !== undefined) hear(code, found.value, () => originIn(layer.name, found));
  } else if (code === 12) {
    const { name, hostname } = host;
    if (hostname === undefined) hear(code, Buffer.from(name), isName);
    else hear(code, Buffer.from(hostname.value), () => originIn(name, hostname));
  } else if (code === 15) tellDomain(host, hear);
  else if (address !== undefined) tellOfAddress(host, address, code, hear);
}

/** The domain of the first `fqdn`. */
function tellDomain({ name, fqdn }: DhcpHost, hear: Dhcp4Listener): void {
  if (fqdn === undefined) return;
  const [, domain] = /^[^.]+\.(.+)$/.exec(fqdn.value) ?? [];
  if (domain !== undefined) hear(15, Buffer.from(domain), () => originIn(name, fqdn));
}

function tellOfAddress({ name }: DhcpHost, address: DhcpAddress, code: number, hear: Dhcp4Listener): void {
  const { ip, prefix, subnet } = address;
  const ofAddress = (): DhcpOrigin =>
    originIn(name, { attribute: `ip#${address.number}.cidr`, version: address.version });
  if (code === 1) hear(code, masks[prefix] ?? ip4Bytes(maskOf(prefix)), ofAddress);
  else if (code === 28 && prefix < 31) hear(code, ip4Bytes((ip | ~maskOf(prefix)) >>> 0), ofAddress);
  else if (code === 3 && subnet?.gateway !== undefined) {
    const { manager, gateway } = subnet;
    hear(code, ip4Bytes(gateway.value), () => originIn(manager, gateway));
  }
}

const [hour, halfHour, mostOfHour] = [defaultLease, defaultLease / 2, defaultLease * 0.875].map(ip4Bytes) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** Tells the lease and its two times, T1 < T2 < lease (RFC 2131 section 4.4.5); an infinite one has none. */
function tellLease(host: DhcpHost, hear: Dhcp4Listener): void {
  if (leaseCodes.every((code) => layerWith(host, code) === undefined)) {
    hear(leaseTime, hour, isDefaultLease);
    hear(renewalTime, halfHour, isHalf);
    hear(rebindingTime, mostOfHour, isSevenEighths);
    return;
  }
  const time = (code: number, otherwise: number, because: OriginOf): { value: number; origin: OriginOf } => {
    const found = nearest(host, ({ options }) => options.get(code));
    return found === undefined
      ? { value: otherwise, origin: because }
      : { value: uint(found.value), origin: () => found.origin };
  };
  const lease = time(leaseTime, defaultLease, isDefaultLease);
  hear(leaseTime, ip4Bytes(lease.value), lease.origin);
  if (lease.value === infinite) return;
  const renewal = time(renewalTime, Math.floor(lease.value / 2), isHalf);
  const rebinding = time(rebindingTime, Math.floor(lease.value * 0.875), isSevenEighths);
  if (renewal.value >= rebinding.value || rebinding.value >= lease.value) return;
  hear(renewalTime, ip4Bytes(renewal.value), renewal.origin);
  hear(rebindingTime, ip4Bytes(rebinding.value), rebinding.origin);
}

/** Codes to send, and those among them that nobody asked for. */
interface Wanted {
  readonly codes: readonly number[];
  readonly spare: ReadonlySet<number>;
}

/** In the order in which they were asked for; the mask before the router (RFC 2132 section 3.3). */
function inOrder(asked: readonly number[], unasked: readonly number[]): Wanted {
  const codes = [...new Set([...asked, ...unasked])];
  const [mask, router] = [codes.indexOf(1), codes.indexOf(3)];
  if (router >= 0 && mask > router) codes.splice(router, 0, ...codes.splice(mask, 1));
  return { codes, spare: new Set(unasked.filter((code) => !asked.includes(code))) };
}

/** What clients of a kind want, where no attribute says more. */
const wantedByKind = new WeakMap<Dhcp4Client, Wanted>();

function wantedBy(host: DhcpHost, client: Dhcp4Client): Wanted {
  const { asked, firmware } = client;
  const isSaid = host.layers.some(({ always }) => always !== undefined);
  const known = isSaid ? undefined : wantedByKind.get(client);
  if (known !== undefined) return known;
  const always = nearest(host, (layer) => layer.always)?.value ?? [];
  const unasked = [...always, ...(firmware === 'pxe' ? pxelinux : [])];
  if (asked === undefined) {
    const set = host.layers.flatMap(({ options }) => [...options.keys()].filter(isUsual));
    return inOrder([...usual, ...set], unasked);
  }
  const wanted = inOrder(asked, unasked);
  if (!isSaid) wantedByKind.set(client, wanted);
  return wanted;
}

/**
 * Says what a host is told on a network.
 * @param hasLease whether the answer gives an address
 * @param hear is told each field
 */
export function dhcp4Parameters(
  host: DhcpHost,
  address: DhcpAddress | undefined,
  { client }: Pick<Dhcp4Request, 'client'>,
  hasLease: boolean,
  hear: Dhcp4Listener,
): Dhcp4Parameters {
  const boot = chooseBootFile(host, client);
  const bootFile = boot && Buffer.from(boot.value);
  const bootOrigin: OriginOf = () => boot?.origin as DhcpOrigin;
  const isHttp = client.firmware === 'http';
  const isTooLong = bootFile !== undefined && bootFile.length > longestFile;
  const { codes, spare } = wantedBy(host, client);
  if (hasLease) tellLease(host, hear);
  const tell = (code: number): void => {
    if (code === 67) {
      if (bootFile !== undefined) hear(code, bootFile, bootOrigin);
    } else if (code === 60 && isHttp) {
      if (boot !== undefined) hear(code, httpClient, isOverHttp);
    } else if (isOfConversation[code] === false) tellOption(host, address, code, hear);
  };
  for (const code of codes) tell(code);
  if (isTooLong && !codes.includes(67)) tell(67);
  if (isHttp && !codes.includes(60)) tell(60);
  if (boot === undefined) return { siaddr: 0, file: '', spare };
  const next = nextServer(host);
  const file = isTooLong ? '' : boot.value;
  if (next !== undefined) hear('siaddr', ip4Bytes(next.value), () => next.origin);
  if (file !== '') hear('file', Buffer.from(file), bootOrigin);
  return { siaddr: next?.value ?? 0, file, spare };
}

/** The server of the boot file: `dhcp.next-server`, else the option 66 where it is an address. */
function nextServer(host: DhcpHost): Found<number> | undefined {
  const set = nearest(host, (layer) => layer.nextServer);
  if (set !== undefined) return set;
  const named = nearest(host, ({ options }) => options.get(66));
  const text = Buffer.from(named?.value ?? []).toString();
  return named !== undefined && isIp4(text) ? { value: parseIp4(text), origin: named.origin } : undefined;
}
