import { failure } from '../../base/errors.ts';
import { type IdentityTokens } from '../../providers/oidc/identity-tokens.ts';
import type { Clusto } from '../clusto.ts';
import type { Caller } from './caller.ts';
import { certificateNames, type PeerCertificate } from './certificate-names.ts';
import { verifyToken } from './verify-token.ts';

/** What somebody shows to say who they are. */
export interface Credentials {
  /** A token of clusto, or one of the identity provider. */
  readonly bearer?: string | undefined;
  /** The certificate of the connection, which the server has found to be good. */
  readonly certificate?: PeerCertificate | undefined;
}

async function byIdentity(inventory: Clusto, token: string, tokens: IdentityTokens): Promise<Caller> {
  const { subject, actor, groups, until } = await tokens.verify(token, inventory.clock.now());
  const own = await inventory.access.rolesOf('subject', [subject]);
  const granted = groups.length === 0 ? [] : await inventory.access.rolesOf('group', groups);
  return { actor, roles: [...new Set([...own, ...granted])], scopes: [], via: 'oidc', until };
}

async function byCertificate(inventory: Clusto, certificate: PeerCertificate): Promise<Caller | undefined> {
  const names = certificateNames(certificate);
  const [first] = names;
  if (first === undefined) return undefined;
  const roles = await inventory.access.rolesOf('certificate', names);
  const until = Date.parse(certificate.valid_to ?? '');
  const ending = Number.isNaN(until) ? {} : { until };
  return { actor: first.replace(/^\w+=/, ''), roles, scopes: [], via: 'certificate', ...ending };
}

/**
 * Who somebody is, by what they show: a token before a certificate.
 * @param tokens those of the identity provider, where one is configured
 * @throws CREDENTIALS_MISSING, CREDENTIALS_INVALID, IDENTITY_PROVIDER_FAILED
 */
export async function authenticate(
  inventory: Clusto,
  { bearer, certificate }: Credentials,
  tokens?: IdentityTokens,
): Promise<Caller> {
  if (bearer !== undefined) {
    // those of an identity provider are three parts with points between them
    const isForeign = tokens !== undefined && bearer.split('.').length === 3;
    return isForeign ? byIdentity(inventory, bearer, tokens) : verifyToken(inventory, bearer);
  }
  const caller = certificate && (await byCertificate(inventory, certificate));
  if (caller === undefined) throw failure('CREDENTIALS_MISSING', {});
  return caller;
}
