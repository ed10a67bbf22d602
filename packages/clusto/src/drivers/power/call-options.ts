/** What every call to the outside takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
