import { isIP } from 'node:net';
import { failure } from '../../base/errors.ts';
import { isLoopback, type MonitorAddress, readMonitorAddress } from '../monitor/monitor-address.ts';
import { type CertificateFiles } from './certificate.ts';

/** The section `[http]`. Times are in milliseconds, sizes in bytes. */
export interface HttpSettings {
  readonly listen: MonitorAddress;
  /** Whether who asks has to say who they are; those who do are limited by their roles in any case. */
  readonly authentication: 'none' | 'required';
  readonly bodyLimit: number;
  /** How long a request may take to arrive. */
  readonly requestTimeout: number;
  /** How long a connection may stay open with nothing on it. */
  readonly idleTimeout: number;
  /** How much of what was answered is kept for who asks again, in bytes. */
  readonly cache: number;
  /** How many streams of events there may be at once. */
  readonly listeners: number;
  /** With which it speaks TLS. */
  readonly files: CertificateFiles | undefined;
  /** Requests of one caller in a second, over time. */
  readonly rate: number;
  /** Addresses and networks of proxies, whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[];
  /** Web pages of which origins may read answers. */
  readonly origins: readonly string[];
  /** How long requests are still taken after `/readyz` says that there is an end. */
  readonly drainDelay: number;
  /** The DSN of a copy of the database that follows it. */
  readonly replica: string | undefined;
}

interface Section {
  readonly listen?: string;
  readonly authentication?: 'none' | 'required';
  readonly bodyLimit?: number;
  readonly requestTimeout?: number;
  readonly idleTimeout?: number;
  readonly cache?: number;
  readonly listeners?: number;
  readonly certificate?: string;
  readonly certificateKey?: string;
  readonly clientAuthority?: string;
  readonly rate?: number;
  readonly proxies?: readonly string[];
  readonly origins?: readonly string[];
  readonly drainDelay?: number;
  readonly replica?: string;
}

export const defaultListen = '127.0.0.1:9840';

const refuse = (argument: string, expected: string, value: unknown): never => {
  throw failure('ARGUMENT_INVALID', { argument, expected, value });
};

/** @throws ARGUMENT_INVALID */
function filesOf({
  certificate,
  certificateKey: key,
  clientAuthority: authority,
}: Section): CertificateFiles | undefined {
  if (certificate === undefined && key === undefined && authority === undefined) return undefined;
  if (certificate !== undefined && key !== undefined) return { certificate, key, authority };
  return refuse('http.certificate', 'a file, together with http.certificateKey', certificate);
}

/** As a browser writes it (RFC 6454). @throws ARGUMENT_INVALID */
function checkOrigin(origin: string): void {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    refuse('http.origins', 'origins like https://tools.example.com', origin);
}

/** @throws ARGUMENT_INVALID */
function checkProxy(network: string): void {
  const [address = '', prefix] = network.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)))
    refuse('http.proxies', 'addresses and networks like 10.0.0.1 and 10.0.0.0/24', network);
}

/** @throws ARGUMENT_INVALID, HTTP_EXPOSED */
export function httpSettings(section: Readonly<Record<string, unknown>>): HttpSettings {
  const { listen = defaultListen, authentication = 'none', ...rest } = section as Section;
  const address = readMonitorAddress(listen, 'http.listen');
  if (address === undefined) return refuse('http.listen', 'an address and a port', listen);
  if (!isLoopback(address) && authentication === 'none') throw failure('HTTP_EXPOSED', { address: listen });
  const { origins = [], proxies = [], rate = 100, replica } = rest;
  for (const origin of origins) checkOrigin(origin);
  for (const proxy of proxies) checkProxy(proxy);
  if (replica !== undefined && !/^postgres(?:ql)?:/.test(replica))
    refuse('http.replica', 'the DSN of a replica of PostgreSQL', replica);
  if (rate < 1) refuse('http.rate', 'an integer from 1', rate);
  return {
    listen: address,
    authentication,
    bodyLimit: rest.bodyLimit ?? 8 * 1024 * 1024,
    requestTimeout: rest.requestTimeout ?? 30_000,
    idleTimeout: rest.idleTimeout ?? 72_000,
    cache: rest.cache ?? 32 * 1024 * 1024,
    listeners: rest.listeners ?? 2000,
    files: filesOf(rest),
    rate,
    proxies,
    origins,
    drainDelay: rest.drainDelay ?? 0,
    replica,
  };
}
