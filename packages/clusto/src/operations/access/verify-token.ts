import { failure } from '../../base/errors.ts';
import type { Clusto } from '../clusto.ts';
import type { Caller } from './caller.ts';
import { hashOf, isSecretOf, readToken } from './new-token.ts';

/** That a token was used is written down once in so many milliseconds. */
const noted = 60_000;
/** What a secret is compared with where there is no token, so that it takes as long. */
const nobody = hashOf('');

/**
 * Who has a token. That it was used is noted without waiting for it: a writer that takes long would hold up who only reads.
 * @throws CREDENTIALS_INVALID, with one reason for whatever is wrong with a secret
 */
export async function verifyToken(inventory: Clusto, text: string): Promise<Caller> {
  const refuse = (reason: string): never => {
    throw failure('CREDENTIALS_INVALID', { reason });
  };
  const parts = readToken(text);
  if (parts === undefined) return refuse('the token has not the form of one');
  const { access, clock } = inventory;
  const token = await access.token(parts.id);
  const isRight = isSecretOf(parts.secret, token?.hash ?? nobody);
  if (token === undefined || !isRight) return refuse('there is no such token');
  const now = clock.now().getTime();
  if (token.revoked !== null && token.revoked <= now) return refuse('the token was revoked');
  if (token.expires !== null && token.expires <= now) return refuse('the token is over');
  if (now - (token.lastUsed ?? 0) >= noted)
    inventory.changeAccess((records) => records.noteUse(token.id, now)).catch(() => undefined);
  const roles = await access.rolesOf('token', [token.id]);
  const scopes = token.scopes.split(' ').filter((scope) => scope !== '');
  return { actor: token.actor, roles, scopes, via: 'token', token: token.id, until: token.expires ?? undefined };
}
