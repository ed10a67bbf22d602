import { TLSSocket } from 'node:tls';
import { type FastifyRequest } from 'fastify';
import { type Endpoint } from '../../api/endpoint.ts';
import { ClustoException } from '../../base/errors.ts';
import { type PeerCertificate } from '../../operations/access/certificate-names.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Authorize } from './authorize.ts';
import { type RateLimits } from './rate-limits.ts';

/** The certificate of a client, where the connection has one that its authority has signed. */
function certificateOf({ raw: { socket } }: FastifyRequest): PeerCertificate | undefined {
  return socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate() : undefined;
}

/** What is asked by whom. */
type Basis = { readonly authorize: Authorize; readonly inventory: () => Clusto };

/** Who asks, and whether they may. @throws as `Authorize` */
export function identify(
  request: FastifyRequest,
  endpoint: Endpoint,
  { authorize, inventory }: Basis,
): Promise<Clusto> {
  const { headers, ip: remote } = request;
  return authorize({ headers, remote, certificate: certificateOf(request) }, endpoint, inventory());
}

/**
 * Who asks, whether they may, and whether they may again so soon.
 * @returns the inventory as far as it is theirs
 * @throws RATE_EXCEEDED, and as `Authorize`
 */
export async function admit(
  request: FastifyRequest,
  endpoint: Endpoint,
  basis: Basis,
  limits: RateLimits,
): Promise<Clusto> {
  const { ip: remote } = request;
  limits.admit(remote);
  try {
    const theirs = await identify(request, endpoint, basis);
    // nobody is held back where everyone may do everything; what is open to all knows them by their addresses
    if (theirs.holder !== undefined) limits.count(endpoint.access === 'open' ? `address ${remote}` : theirs.actor);
    return theirs;
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'CREDENTIALS_INVALID') limits.noteStranger(remote);
    throw error;
  }
}
