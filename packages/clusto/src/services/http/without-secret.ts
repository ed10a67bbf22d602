import { type Answer } from './handler.ts';

/**
 * An answer with something secret in it, which is in the first one alone: what is kept for who sends the request again is
 * without it, as the database holds no secret that it can do without.
 */
export function withoutSecret(body: object, secret: string): Required<Pick<Answer, 'body' | 'lasting'>> {
  const { [secret]: _secret, ...lasting } = body as Record<string, unknown>;
  return { body, lasting };
}
