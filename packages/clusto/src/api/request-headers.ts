/** `If-Match`, as OpenAPI describes it. */
export const conditionHeader = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description:
    'The `ETag` of the state that is meant, so that no change of another is lost; `*` for whatever state it is in. 428 without it, 412 when it is another.',
  schema: { type: 'string' },
} as const;

/** `If-None-Match`, as OpenAPI describes it. */
export const ifNoneMatchHeader = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The `ETag` of what is known already: 304 and no body while it is still so.',
  schema: { type: 'string' },
} as const;

/** `Clusto-At-Least`, as OpenAPI describes it. */
export const atLeastHeader = {
  name: 'Clusto-At-Least',
  in: 'header',
  description:
    'A version that has to be in what is read, such as the `Clusto-Version` of a write: a server that reads from a replica waits for it, or reads elsewhere.',
  schema: { type: 'integer', minimum: 0 },
} as const;

/** `Last-Event-ID`, as OpenAPI describes it. */
export const lastEventHeader = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'For a stream of events: the id of the last one that was received, in place of `since`.',
  schema: { type: 'integer', minimum: 0 },
} as const;

/** `Prefer`, as OpenAPI describes it. */
export const preferHeader = {
  name: 'Prefer',
  in: 'header',
  description:
    '`respond-async, wait=20`: what is not done within so many seconds (none unless told otherwise, at most 50) is answered with 202, and goes on; its answer will be at `Location` (RFC 7240).',
  schema: { type: 'string' },
} as const;

/** `Idempotency-Key`, as OpenAPI describes it. */
export const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'A text of the own choice, new for every request that is meant anew: the same request with the same key gets the first answer for a day, and does nothing; another request with it gets 422.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;
