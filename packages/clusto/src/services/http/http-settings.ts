import { failure } from '../../base/errors.ts';
import { isLoopback, type MonitorAddress, readMonitorAddress } from '../monitor/monitor-address.ts';

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
  /** How many streams of events there may be at once. */
  readonly listeners: number;
}

interface Section {
  readonly listen?: string;
  readonly authentication?: 'none' | 'required';
  readonly bodyLimit?: number;
  readonly requestTimeout?: number;
  readonly idleTimeout?: number;
  readonly listeners?: number;
}

export const defaultListen = '127.0.0.1:9840';

/** @throws ARGUMENT_INVALID, HTTP_EXPOSED */
export function httpSettings(section: Readonly<Record<string, unknown>>): HttpSettings {
  const { listen = defaultListen, authentication = 'none', ...rest } = section as Section;
  const address = readMonitorAddress(listen, 'http.listen');
  if (address === undefined)
    throw failure('ARGUMENT_INVALID', { argument: 'http.listen', expected: 'an address and a port', value: listen });
  if (!isLoopback(address) && authentication === 'none') throw failure('HTTP_EXPOSED', { address: listen });
  return {
    listen: address,
    authentication,
    bodyLimit: rest.bodyLimit ?? 8 * 1024 * 1024,
    requestTimeout: rest.requestTimeout ?? 30_000,
    idleTimeout: rest.idleTimeout ?? 72_000,
    listeners: rest.listeners ?? 2000,
  };
}
