import { isIPv4, isIPv6 } from 'node:net';
import { failure } from '../../base/errors.ts';

/** Where metrics and health are served. */
export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:9850` or `[::1]:9850`; port 0 is any free one.
 * @param argument what it is the address of, for the error
 * @returns undefined for `off`
 * @throws ARGUMENT_INVALID
 */
export function readMonitorAddress(text: string, argument = 'The address of the monitor'): MonitorAddress | undefined {
  if (text === 'off') return undefined;
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const port = Number(digits);
  if ((bracketed === undefined ? isIPv4(host) : isIPv6(host)) && port <= 65_535) return { host, port };
  throw failure('ARGUMENT_INVALID', {
    argument,
    expected: 'an address and a port like 127.0.0.1:9850, or off',
    value: text,
  });
}

/** Whether only this machine reaches the address. */
export function isLoopback({ host }: MonitorAddress): boolean {
  return host === '::1' || host.startsWith('127.');
}
