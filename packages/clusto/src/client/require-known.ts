import { contractHeader } from '../api/contract-version.ts';
import { clustoVersion } from '../base/clusto-version.ts';
import { failure } from '../base/errors.ts';
import { endpoints } from '../api/endpoints.ts';
import { type Connection } from './connection.ts';
import { requestOf } from './request-of.ts';
import { sendRequest, type WireAnswer } from './send-request.ts';

/** The version of the program that serves; undefined where it does not say it, or is none. */
async function releaseOf({ base, agent, token, timeout }: Connection): Promise<string | undefined> {
  try {
    const request = requestOf(base, endpoints.getInventory, {}, token);
    const { status, text } = await sendRequest(request, agent, AbortSignal.timeout(timeout));
    const { clusto } = JSON.parse(text) as { clusto?: unknown };
    return status === 200 && typeof clusto === 'string' ? clusto : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Refuses to go on where a server does not know an endpoint that is in the contract.
 * @param what was asked, as its method and path
 * @throws SERVER_OLD where it is a server of clusto
 */
export async function requireKnown(connection: Connection, answer: WireAnswer, what: string): Promise<void> {
  if (answer.status !== 404 || !answer.text.includes('"ROUTE_UNKNOWN"')) return;
  const release = await releaseOf(connection);
  const theirs = release ?? answer.headers[contractHeader];
  if (theirs === undefined) return;
  const said = release === undefined ? `version ${String(theirs)} of the API` : `clusto ${release}`;
  throw failure('SERVER_OLD', { server: connection.server, theirs: said, what, ours: clustoVersion() });
}
