import { failure } from '../../base/errors.ts';
import { IdentityTokens, signatures } from '../../providers/oidc/identity-tokens.ts';
import { type Authorize, trustLoopback } from './authorize.ts';
import { type HttpSettings } from './http-settings.ts';
import { requireCredentials } from './require-credentials.ts';

/** The section `[oidc]`. */
interface Section {
  readonly issuer?: string;
  readonly audience?: string;
  readonly actorClaim?: string;
  readonly groupsClaim?: string;
  readonly algorithms?: readonly string[];
}

/** @throws ARGUMENT_INVALID */
function identityTokens(section: Section): IdentityTokens | undefined {
  const {
    issuer,
    audience = '',
    actorClaim = 'sub',
    groupsClaim = 'groups',
    algorithms = ['RS256', 'ES256'],
  } = section;
  if (issuer === undefined) return undefined;
  const refuse = (argument: string, expected: string, value: unknown): never => {
    throw failure('ARGUMENT_INVALID', { argument, expected, value });
  };
  const { protocol, hostname } = URL.parse(issuer) ?? refuse('oidc.issuer', 'an address', issuer);
  const isSafe = protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (!isSafe) return refuse('oidc.issuer', 'an https address', issuer);
  if (audience === '') return refuse('oidc.audience', 'whom tokens have to be for', audience);
  const unknown = algorithms.find((one) => !signatures.includes(one));
  if (unknown !== undefined) return refuse('oidc.algorithms', `any of ${signatures.join(', ')}`, unknown);
  return new IdentityTokens({ issuer, audience, actorClaim, groupsClaim, algorithms });
}

/**
 * Who may ask, as the configuration says. Where nobody has to say who they are, who does is limited by their roles all the same.
 * @throws ARGUMENT_INVALID
 */
export function authorizeBy({ authentication }: HttpSettings, oidc: Readonly<Record<string, unknown>>): Authorize {
  const byCredentials = requireCredentials(identityTokens(oidc));
  if (authentication === 'required') return byCredentials;
  return async (asked, endpoint, inventory) => {
    const own = await trustLoopback(asked, endpoint, inventory);
    return asked.headers.authorization === undefined ? own : byCredentials(asked, endpoint, inventory);
  };
}
