import { isIPv6 } from 'node:net';
import { failure } from '../../base/errors.ts';
import { parseIp } from '../../base/ip.ts';
import { TokenBuckets } from './token-buckets.ts';

/** How many seconds of its rate a caller may ask for at once. */
const burst = 10;
/** Credentials that are not accepted: so many at once from an address, and one more each three seconds. */
const strangers = { rate: 1 / 3, size: 20 } as const;

/** Whoever has one address of IPv6 has a network of them (RFC 6177). */
const sourceOf = (address: string): string =>
  isIPv6(address) && !address.includes('.') ? `${(parseIp(address).value >> 64n).toString(16)}::/64` : address;

/** How often is asked: by each caller who is known, and by whoever fails to prove who they are. */
export class RateLimits {
  readonly #callers: TokenBuckets;
  readonly #strangers = new TokenBuckets(strangers.rate, strangers.size);
  readonly #now: () => number;

  /**
   * @param rate requests that a caller may send in a second, over time
   * @param now in milliseconds
   */
  constructor(rate: number, now: () => number = () => performance.now()) {
    this.#callers = new TokenBuckets(rate, rate * burst);
    this.#now = now;
  }

  /** Lets nobody in from where too many came whose credentials were not accepted. @throws RATE_EXCEEDED */
  admit(address: string): void {
    this.#refuse(this.#strangers.wait(sourceOf(address), this.#now()));
  }

  /** Notes that credentials were not accepted. */
  noteStranger(address: string): void {
    this.#strangers.take(sourceOf(address), this.#now());
  }

  /** Counts a request of a caller who is known. @throws RATE_EXCEEDED */
  count(caller: string): void {
    this.#refuse(this.#callers.take(caller, this.#now()));
  }

  #refuse(seconds: number): void {
    if (seconds > 0) throw failure('RATE_EXCEEDED', { seconds });
  }
}
