import { type IncomingHttpHeaders } from 'node:http';
import { failure } from '../../base/errors.ts';
import { type Endpoint } from '../../api/endpoint.ts';
import { type PeerCertificate } from '../../operations/access/certificate-names.ts';
import { type Clusto } from '../../operations/clusto.ts';

/** What is known of a request before its parameters are read. */
export interface Asked {
  readonly headers: IncomingHttpHeaders;
  /** The address that it came from. */
  readonly remote: string;
  /** The client certificate of the connection, where it has one that is good. */
  readonly certificate?: PeerCertificate | undefined;
}

/**
 * Decides who asks, and whether they may.
 * @returns the inventory as far as it is theirs; its actor is whom the versions name as their author
 * @throws what is answered to those who may not
 */
export type Authorize = (asked: Asked, endpoint: Endpoint, inventory: Clusto) => Promise<Clusto>;

/** A host of this machine alone, with any port. */
const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * For a server that only this machine reaches: everyone may do everything, as whoever runs the server. A name of another host
 * in the request is that of a web page that had its name point here.
 * @throws HOST_UNKNOWN
 */
export const trustLoopback: Authorize = async ({ headers }, _endpoint, inventory) => {
  const host = String(headers[':authority'] ?? headers.host ?? '');
  if (!local.test(host)) throw failure('HOST_UNKNOWN', { host });
  return inventory;
};
