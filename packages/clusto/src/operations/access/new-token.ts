import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The parts of a token: `clusto_ID_SECRET`, of which the first two may be shown. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

const form = /^clusto_([a-z0-9]{10})_([\w-]{43})$/;
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A token that nobody can guess: 256 random bits. */
export function newToken(): TokenParts {
  const id = Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join('');
  return { id, secret: randomBytes(32).toString('base64url') };
}

/** A token as it is handed out. Its beginning is the same for all, so that it is found where it should not be. */
export const tokenText = ({ id, secret }: TokenParts): string => `clusto_${id}_${secret}`;

/** The parts of what somebody sent; undefined where it is no token of clusto. */
export function readToken(text: string): TokenParts | undefined {
  const [, id, secret] = form.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/**
 * What is kept of a secret. A plain SHA-256 is enough, and what slows down guessing would slow down each request: of 256 random
 * bits nothing can be guessed, unlike of a password.
 */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Whether a secret is the one of which a hash is kept, in the same time whatever it is. */
export const isSecretOf = (secret: string, hash: Buffer): boolean => timingSafeEqual(hashOf(secret), hash);
