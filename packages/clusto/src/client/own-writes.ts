import { type Endpoint } from '../api/endpoint.ts';
import { ClustoException } from '../base/errors.ts';
import { type GivenParts } from './request-of.ts';
import { type WireAnswer } from './send-request.ts';

/** The latest version that a client has written, which it asks for when it reads. */
export class OwnWrites {
  #latest = 0;
  readonly #isNoted: boolean;

  constructor(isNoted: boolean) {
    this.#isNoted = isNoted;
  }

  /** What is asked, with the version that has to be in it, unless it says itself which version that is. */
  asked(given: GivenParts): GivenParts {
    if (this.#latest === 0 || given['at'] !== undefined || given['cursor'] !== undefined) return given;
    return { atLeast: this.#latest, ...given };
  }

  /** A call of an operation by its name counts as a write, whatever it was. */
  note({ isWrite }: Endpoint, { headers }: WireAnswer): void {
    const version = Number(headers['clusto-version'] ?? 0);
    if (this.#isNoted && isWrite && headers['clusto-dry-run'] === undefined)
      this.#latest = Math.max(this.#latest, version);
  }

  /** Where the inventory has been restored without what was written, that is said once. */
  forget(error: unknown): void {
    if (!(error instanceof ClustoException) || error.code !== 'VERSION_UNKNOWN') return;
    if (error.detail['version'] === this.#latest) this.#latest = 0;
  }
}
