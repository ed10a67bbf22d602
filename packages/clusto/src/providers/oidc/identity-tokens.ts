import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { failure } from '../../base/errors.ts';

/** Whose tokens are believed, and what is read out of them. */
export interface IdentityProvider {
  /** Its address, exactly as it names itself in `iss`. */
  readonly issuer: string;
  /** Whom its tokens have to be for: what they have in `aud`. */
  readonly audience: string;
  /** The claim that names people in the log; default `sub`. */
  readonly actorClaim: string;
  /** The claim with the groups that somebody is in. */
  readonly groupsClaim: string;
  /** How tokens may be signed. */
  readonly algorithms: readonly string[];
}

/** Somebody, as an identity provider knows them. */
export interface Identity {
  readonly subject: string;
  readonly actor: string;
  readonly groups: readonly string[];
  /** When the token ends, in milliseconds since 1970. */
  readonly until: number;
}

/** By public keys only: a token that is signed by a shared secret could be signed by whoever reads it. */
export const signatures = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const longest = 16 * 1024;
/** In milliseconds; a key that is not known is asked for again after the second one, so that new keys are taken as they come. */
const times = { timeoutDuration: 5000, cooldownDuration: 30_000, cacheMaxAge: 600_000 } as const;
/** How far clocks may be apart, in seconds. */
const tolerance = 30;

const refuse = (reason: string, cause?: unknown): never => {
  throw failure('CREDENTIALS_INVALID', { reason }, cause);
};

function textClaim(claims: JWTPayload, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' && !/\p{Cc}/u.test(value) ? value.slice(0, 255) : undefined;
}

/** Believes the tokens of one identity provider (OpenID Connect), by its published keys. */
export class IdentityTokens {
  readonly #provider: IdentityProvider;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(provider: IdentityProvider) {
    this.#provider = provider;
  }

  /** Where its keys are says the provider itself (OpenID Connect Discovery 1.0, section 4). */
  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer } = this.#provider;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const unusable = (reason: string, cause?: unknown): never => {
      throw failure('IDENTITY_PROVIDER_FAILED', { issuer, reason }, cause);
    };
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(times.timeoutDuration), redirect: 'error' });
      if (!answer.ok) return unusable(`${address} answers ${answer.status}`);
      const told = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
      if (told.issuer !== issuer) return unusable(`it calls itself ${String(told.issuer)}`);
      return createRemoteJWKSet(new URL(String(told.jwks_uri)), times);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'IDENTITY_PROVIDER_FAILED') throw error;
      return unusable(error instanceof Error ? error.message : String(error), error);
    }
  }

  async #keysOf(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover();
    try {
      return await this.#keys;
    } catch (error) {
      // it is asked again by the next one
      this.#keys = undefined;
      throw error;
    }
  }

  /**
   * Who a token is of.
   * @throws CREDENTIALS_INVALID, IDENTITY_PROVIDER_FAILED where its keys cannot be had
   */
  async verify(token: string, now: Date): Promise<Identity> {
    if (token.length > longest) return refuse('the token is too long');
    const { issuer, audience, algorithms, actorClaim, groupsClaim } = this.#provider;
    const options = { issuer, audience, algorithms: [...algorithms], clockTolerance: tolerance, currentDate: now };
    const keys = await this.#keysOf();
    const { payload } = await jwtVerify(token, keys, { ...options, requiredClaims: ['exp', 'sub'] }).catch(
      (error: unknown): never => {
        if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
          throw failure('IDENTITY_PROVIDER_FAILED', { issuer, reason: error }, error);
        return refuse(`the token of ${issuer}: ${error.message}`, error);
      },
    );
    const subject = textClaim(payload, 'sub') ?? refuse('the token names nobody');
    const groups = payload[groupsClaim];
    return {
      subject,
      actor: textClaim(payload, actorClaim) ?? subject,
      until: (payload.exp ?? 0) * 1000,
      groups: Array.isArray(groups) ? groups.filter((group): group is string => typeof group === 'string') : [],
    };
  }
}
