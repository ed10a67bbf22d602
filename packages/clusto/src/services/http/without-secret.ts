/**
 * An answer with something secret in it, which is in the first one alone: what is kept for who sends the request again is
 * without it, as the database holds no secret that it can do without.
 */
export function withoutSecret<Body extends object, Name extends keyof Body>(
  body: Body,
  secret: Name,
): { readonly body: Body; readonly lasting: Omit<Body, Name> } {
  const { [secret]: _secret, ...lasting } = body;
  return { body, lasting };
}
