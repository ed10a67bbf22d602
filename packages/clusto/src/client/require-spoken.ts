import { contractHeader, contractVersion } from '../api/contract-version.ts';
import { failure } from '../base/errors.ts';
import { type Connection } from './connection.ts';
import { type WireAnswer } from './send-request.ts';

const majorOf = (version: string): string => version.split('.')[0] ?? '';

/** Refuses what a server says of another major version of the contract: it may mean something else. @throws SERVER_OTHER */
export function requireSpoken({ server }: Connection, { headers }: Pick<WireAnswer, 'headers'>): void {
  const spoken = headers[contractHeader];
  if (typeof spoken !== 'string' || majorOf(spoken) === majorOf(contractVersion)) return;
  throw failure('SERVER_OTHER', { server, theirs: spoken, ours: contractVersion });
}
