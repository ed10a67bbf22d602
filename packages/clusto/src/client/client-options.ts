/** How a server is reached. */
export interface ClientOptions {
  /** Who asks: a token of `clusto token create`. It is sent in a header, and only where nobody can read it on the way. */
  readonly token?: string | undefined;
  /** Certificates (PEM) that a server may be vouched for by, instead of those that Node.js knows. */
  readonly ca?: string | Buffer | undefined;
  /** The certificate of the client and its key (PEM), for servers that ask for one. */
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /** How often a request is sent again at most. Default 4. */
  readonly retries?: number | undefined;
  /** How long an answer may take, in milliseconds, for each time that a request is sent. Default 60000. */
  readonly timeout?: number | undefined;
  /**
   * Whether reads have in them what this client has written before, whichever server or replica answers: they say so by
   * `Clusto-At-Least`. Default true.
   */
  readonly readOwnWrites?: boolean | undefined;
  /** Ends all that the client does. */
  readonly signal?: AbortSignal | undefined;
  /** Waits so many milliseconds before a request is sent again; for tests. */
  readonly wait?: ((milliseconds: number, signal?: AbortSignal) => Promise<void>) | undefined;
}
