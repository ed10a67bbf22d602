import { Buffer } from 'node:buffer';
import { ip4Bytes, isIp4, maskOf, parseIp4 } from '../../wire/ip4.ts';
import { chooseBootFile } from './boot-file.ts';
import type { Dhcp4Request } from './dhcp4-request.ts';
import { dhcp4Table } from './dhcp-layer.ts';
import { type DhcpAddress, type DhcpHost, type DhcpOrigin, type Found, nearest } from './dhcp-host.ts';

/** A field or an option of an answer, and where it comes from. */
export interface Dhcp4Field {
  /** The code of an option, or the name of a field of the header. */
  readonly field: number | 'yiaddr' | 'siaddr' | 'file';
  readonly value: Uint8Array;
  readonly origin: DhcpOrigin;
}

/** What a host is told, beside its address. */
export interface Dhcp4Parameters {
  readonly siaddr: number;
  readonly file: string;
  /** In the order of sending. */
  readonly fields: readonly Dhcp4Field[];
  /** Nobody asked for them. */
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
const leaseCodes = new Set([51, 58, 59]);

const rule = (text: string): DhcpOrigin => ({ rule: text });
const httpClient = { value: Buffer.from('HTTPClient'), origin: rule('firmware that boots over HTTP takes no other') };
const uint = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32BE();
const uintBytes = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** What the inventory says of one option: its attribute, else what follows from name and address. */
function parameter(host: DhcpHost, address: DhcpAddress | undefined, code: number): Found<Uint8Array> | undefined {
  if (host.layers.some(({ options }) => options.has(code))) return nearest(host, ({ options }) => options.get(code));
  const own = (attribute: string, version: number): DhcpOrigin => ({ entity: host.name, attribute, version });
  const text = (value: string): Uint8Array => Buffer.from(value);
  if (code === 12)
    return host.hostname === undefined
      ? { value: text(host.name), origin: rule('the name of the entity') }
      : { value: text(host.hostname.value), origin: own(host.hostname.attribute, host.hostname.version) };
  const [, domain] = /^[^.]+\.(.+)$/.exec(host.fqdn?.value ?? '') ?? [];
  if (code === 15 && host.fqdn !== undefined && domain !== undefined)
    return { value: text(domain), origin: own(host.fqdn.attribute, host.fqdn.version) };
  if (address === undefined) return undefined;
  const { ip, prefix, number, version, subnet } = address;
  const ofAddress = own(`ip#${number}.cidr`, version);
  if (code === 1) return { value: ip4Bytes(maskOf(prefix)), origin: ofAddress };
  if (code === 28 && prefix < 31) return { value: ip4Bytes((ip | ~maskOf(prefix)) >>> 0), origin: ofAddress };
  if (code !== 3 || subnet?.gateway === undefined) return undefined;
  const { gateway } = subnet;
  return {
    value: ip4Bytes(gateway.value),
    origin: { entity: subnet.manager, attribute: gateway.attribute, version: gateway.version },
  };
}

/** The lease and its two times, T1 < T2 < lease (RFC 2131 section 4.4.5); an infinite one has none. */
function leaseFields(host: DhcpHost): Dhcp4Field[] {
  const set = (code: number): Found<number> | undefined => {
    const found = nearest(host, ({ options }) => options.get(code));
    return found && { ...found, value: uint(found.value) };
  };
  const lease = set(51) ?? { value: defaultLease, origin: rule('one hour, as no attribute says otherwise') };
  const field = (code: number, { value, origin }: Found<number>): Dhcp4Field => ({
    field: code,
    value: uintBytes(value),
    origin,
  });
  if (lease.value === infinite) return [field(51, lease)];
  const renewal = set(58) ?? { value: Math.floor(lease.value / 2), origin: rule('half of the lease') };
  const rebinding = set(59) ?? { value: Math.floor(lease.value * 0.875), origin: rule('seven eighths of the lease') };
  const isOrdered = renewal.value < rebinding.value && rebinding.value < lease.value;
  return [field(51, lease), ...(isOrdered ? [field(58, renewal), field(59, rebinding)] : [])];
}

/** The codes to send, in the order in which they were asked for; the mask before the router (RFC 2132 section 3.3). */
function codesFor(host: DhcpHost, { asked, firmware }: Dhcp4Request): { codes: number[]; spare: Set<number> } {
  const always = nearest(host, (layer) => layer.always)?.value ?? [];
  const unasked = [...always, ...(firmware === 'pxe' ? pxelinux : [])];
  const wanted = asked ?? [...usual, ...host.layers.flatMap(({ options }) => [...options.keys()].filter(isUsual))];
  const codes = [...new Set([...wanted, ...unasked])];
  const [mask, router] = [codes.indexOf(1), codes.indexOf(3)];
  if (router >= 0 && mask > router) codes.splice(router, 0, ...codes.splice(mask, 1));
  return { codes, spare: new Set(unasked.filter((code) => !wanted.includes(code))) };
}

/** What a host is told on a network. @param hasLease whether the answer gives an address */
export function dhcp4Parameters(
  host: DhcpHost,
  address: DhcpAddress | undefined,
  request: Dhcp4Request,
  hasLease: boolean,
): Dhcp4Parameters {
  const boot = chooseBootFile(host, request);
  const bootFile = boot && { value: Buffer.from(boot.value), origin: boot.origin };
  const isHttp = request.firmware === 'http';
  const found = (code: number): Found<Uint8Array> | undefined => {
    if (code === 67) return bootFile;
    if (code === 60 && isHttp) return boot && httpClient;
    const isSetHere = leaseCodes.has(code) || dhcp4Table.ofCode(code)?.isOfProtocol === true;
    return isSetHere ? undefined : parameter(host, address, code);
  };
  const { codes, spare } = codesFor(host, request);
  const isTooLong = bootFile !== undefined && bootFile.value.length > longestFile;
  const all = new Set([...codes, ...(isTooLong ? [67] : []), ...(isHttp ? [60] : [])]);
  const fields: Dhcp4Field[] = hasLease ? leaseFields(host) : [];
  for (const field of all) {
    const value = found(field);
    if (value !== undefined) fields.push({ field, ...value });
  }
  if (boot === undefined) return { siaddr: 0, file: '', fields, spare };
  const next = nextServer(host);
  const file = isTooLong ? '' : boot.value;
  if (next !== undefined) fields.push({ field: 'siaddr', value: ip4Bytes(next.value), origin: next.origin });
  if (file !== '') fields.push({ field: 'file', value: Buffer.from(file), origin: boot.origin });
  return { siaddr: next?.value ?? 0, file, fields, spare };
}

/** The server of the boot file: `dhcp.next-server`, else the option 66 where it is an address. */
function nextServer(host: DhcpHost): Found<number> | undefined {
  const set = nearest(host, (layer) => layer.nextServer);
  if (set !== undefined) return set;
  const named = nearest(host, ({ options }) => options.get(66));
  const text = Buffer.from(named?.value ?? []).toString();
  return named !== undefined && isIp4(text) ? { value: parseIp4(text), origin: named.origin } : undefined;
}
