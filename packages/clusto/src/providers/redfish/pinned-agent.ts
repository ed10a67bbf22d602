import { Agent } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { failure } from '../../base/errors.ts';
import { readFingerprint, type RedfishTarget } from './redfish-target.ts';

type Trust = Pick<RedfishTarget, 'url' | 'fingerprint' | 'ca'>;

/**
 * Connections on which nothing is sent before the certificate has been checked: against the fingerprint if there is one,
 * else as a browser would. Management controllers sign their certificates themselves, and are replaced at times: a
 * fingerprint is the only check that most of them allow.
 * @param closed ends what is still being connected
 */
export function pinnedAgent(target: Trust, closed: AbortSignal): Agent {
  const { hostname, port } = new URL(target.url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = (_options, connected) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      // of an address there is no name to ask for
      ...(/[^\d.:]/.test(host) ? { servername: host } : {}),
      ...(target.ca === undefined ? {} : { ca: target.ca }),
      // the check below takes its place
      rejectUnauthorized: false,
    });
    closed.addEventListener('abort', () => socket.destroy(), { once: true });
    const fail = (error: Error): void => connected?.(error, socket);
    socket.once('error', fail).once('secureConnect', () => {
      const wrong = distrust(socket, target);
      if (wrong === undefined) {
        socket.off('error', fail);
        connected?.(null, socket);
      } else socket.destroy(wrong);
    });
    return undefined;
  };
  return agent;
}

function distrust(socket: TLSSocket, { url, fingerprint: wanted, ca }: Trust): Error | undefined {
  const shown = socket.getPeerCertificate().fingerprint256 ?? 'none';
  const refuse = (reason: string): Error => failure('REDFISH_CERTIFICATE', { url, reason, fingerprint: shown });
  if (wanted !== undefined)
    return readFingerprint(shown) === readFingerprint(wanted) ? undefined : refuse('it is not the one that is pinned');
  if (socket.authorized) return undefined;
  const reason = String(socket.authorizationError);
  return refuse(ca === undefined ? `${reason}, and no fingerprint is set` : reason);
}
