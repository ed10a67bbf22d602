/** Who asks, and what for. */
export interface Caller {
  /** Who the versions are written by. */
  readonly actor: string;
  /** The roles whose rules say what they may do. */
  readonly roles: readonly string[];
  /** What the token is limited to; nothing where it is not. */
  readonly scopes: readonly string[];
  /** How it is known who asks. */
  readonly via: 'local' | 'token' | 'oidc' | 'certificate';
  /** The id of the token, where there is one. */
  readonly token?: string | undefined;
  /** When what they have shown ends, in milliseconds since 1970; undefined where it has no end. */
  readonly until?: number | undefined;
}
