import { failure } from '../../base/errors.ts';
import { type Endpoint } from '../../api/endpoint.ts';
import { allWriteActions } from '../../operations/access/action.ts';
import { authenticate } from '../../operations/access/authenticate.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type IdentityTokens } from '../../providers/oidc/identity-tokens.ts';
import { type Asked, type Authorize } from './authorize.ts';

const nobody = { actor: 'nobody', roles: [], scopes: [], via: 'token' } as const;

/** What stands behind `Bearer` (RFC 6750, section 2.1). @throws CREDENTIALS_INVALID */
function bearerOf({ authorization }: Asked['headers']): string | undefined {
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer +([\w~+/.=-]+) *$/i.exec(authorization) ?? [];
  if (token === undefined)
    throw failure('CREDENTIALS_INVALID', { reason: 'the header Authorization has not the form of one' });
  return token;
}

/** @throws FORBIDDEN where nothing that the endpoint does is allowed at all; on which entities it is, is asked when it is done */
function requireAccess({ holder }: Clusto, access: Endpoint['access']): void {
  if (access === 'admin' || access === 'operate') holder?.requireAny(access);
  if (access === 'write' && !allWriteActions.some((action) => holder?.rights.mayAny(action)))
    holder?.requireAny('attr');
}

/**
 * For a server that others reach: who asks has to say who they are, and gets the inventory as far as it is theirs.
 * @throws CREDENTIALS_MISSING, CREDENTIALS_INVALID, IDENTITY_PROVIDER_FAILED, FORBIDDEN
 */
export function requireCredentials(tokens?: IdentityTokens): Authorize {
  return async ({ headers, certificate }, { access }, inventory) => {
    const bearer = bearerOf(headers);
    if (access === 'open' && bearer === undefined && certificate === undefined) return inventory.as(nobody);
    const limited = await inventory.as(await authenticate(inventory, { bearer, certificate }, tokens));
    requireAccess(limited, access);
    return limited;
  };
}
