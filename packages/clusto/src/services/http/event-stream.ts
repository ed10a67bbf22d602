import { type ServerResponse } from 'node:http';
import { ClustoException } from '../../base/errors.ts';
import { unlessAborted } from '../../base/unless-aborted.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type ChangesParams } from '../../operations/feed/follow-changes.ts';
import { beginFrame, endFrame, eventFrame, heartbeatFrame } from './event-frame.ts';

/** In milliseconds. */
export interface StreamTimes {
  /** Between two signs of life: before a proxy takes the connection for dead. */
  readonly heartbeat: number;
  /** How long a client may not take what it was sent. */
  readonly patience: number;
  /** How long a stream lasts at most. Whoever comes again is asked again who they are. */
  readonly lifetime: number;
  /** How often it is looked whether who listens still may. */
  readonly recheck: number;
}

/** What a client wants to be told. */
export interface Subscription extends Pick<ChangesParams, 'query' | 'merge'> {
  /** The inventory as far as it is theirs. */
  readonly inventory: Clusto;
  readonly since: number;
  /** The inventory as far as it is theirs now. @throws where they may not listen any more */
  readonly renew: () => Promise<Clusto>;
}

/**
 * Why a stream ended: `gone` the client left, `slow` it did not read, `past` it had asked for the past alone, `rights` it may see
 * something else now, or nothing.
 */
export type EndReason = 'gone' | 'slow' | 'shutdown' | 'reload' | 'lifetime' | 'past' | 'failed' | 'rights';

/** What somebody sees now: undefined for everything, null for nothing at all. @throws where that cannot be found out */
async function maySee(renew: Subscription['renew']): Promise<Clusto['sight'] | null> {
  try {
    return (await renew()).sight;
  } catch (error) {
    if (error instanceof ClustoException && (error.code === 'CREDENTIALS_INVALID' || error.code === 'FORBIDDEN'))
      return null;
    throw error;
  }
}

/** How many streams end their life at different moments: a random part of it. */
const spread = 0.2;

/**
 * One client that is told of versions. What it does not take is not read for it: it waits where it is, which costs no memory,
 * and is left behind when it takes nothing for too long.
 */
export class EventStream {
  /** Comes to why it ended. */
  readonly over: Promise<EndReason>;
  readonly #response: ServerResponse;
  readonly #times: StreamTimes;
  readonly #told: () => void;
  readonly #ended = new AbortController();
  readonly #lifetime: NodeJS.Timeout;
  readonly #subscription: Subscription;
  /** The state of all rights for which it was found that who listens may. */
  #stamp: string | undefined;
  #reason: EndReason = 'past';
  #passed: number;
  #isBlocked = false;

  /** @param told is called for each version that is sent */
  constructor(response: ServerResponse, subscription: Subscription, times: StreamTimes, told: () => void) {
    this.#response = response;
    this.#times = times;
    this.#told = told;
    this.#passed = subscription.since;
    this.#subscription = subscription;
    response.on('close', () => this.#abort('gone'));
    // a socket that is gone is told by its end
    response.on('error', () => this.#abort('gone'));
    const lifetime = times.lifetime * (1 - spread * Math.random());
    this.#lifetime = setTimeout(() => this.#abort('lifetime'), lifetime).unref();
    this.over = this.#run(subscription);
  }

  #abort(reason: EndReason): void {
    if (this.#ended.signal.aborted) return;
    this.#reason = reason;
    this.#ended.abort();
  }

  /** Says that it is still there. */
  beat(): void {
    if (!this.#isBlocked && !this.#ended.signal.aborted) this.#response.write(heartbeatFrame(this.#passed));
  }

  /** Whether what who listens may see is limited, and so can come to be another. */
  get isLimited(): boolean {
    return this.#subscription.inventory.holder !== undefined;
  }

  /** Of the state of all rights. @throws where the database does not answer */
  async stamp(): Promise<string> {
    return this.#subscription.inventory.access.stamp();
  }

  /**
   * Ends the stream where who listens may see something else now than when it began, or nothing.
   * @param stamp of the state of all rights
   * @throws where that cannot be found out
   */
  async recheck(stamp: string): Promise<void> {
    const { inventory, renew } = this.#subscription;
    const { until = Infinity } = inventory.holder?.caller ?? {};
    if (until <= inventory.clock.now().getTime()) return this.end('rights');
    if (stamp === this.#stamp) return undefined;
    if ((await maySee(renew)) !== inventory.sight) return this.end('rights');
    this.#stamp = stamp;
    return undefined;
  }

  /** Ends the stream with a word why. */
  async end(reason: EndReason): Promise<void> {
    this.#abort(reason);
    await this.over;
  }

  async #run({ inventory, since, query, merge }: Subscription): Promise<EndReason> {
    const onPassed = (version: number): void => void (this.#passed = version);
    this.#response.write(beginFrame(since));
    try {
      const feed = inventory.changes({ since, query, merge, signal: this.#ended.signal, onPassed });
      for await (const version of feed) {
        this.#passed = version.number;
        if (!this.#response.write(eventFrame(version))) await this.#drained();
        this.#told();
      }
      // the inventory was closed: another has come in its place
      if (!this.#ended.signal.aborted && !inventory.isPast) this.#reason = 'reload';
    } catch {
      // who asks again is answered what is wrong
      this.#reason = 'failed';
    }
    clearTimeout(this.#lifetime);
    if (this.#reason === 'slow') this.#response.destroy();
    else if (this.#reason !== 'gone') this.#response.end(endFrame(this.#reason));
    return this.#reason;
  }

  /** Waits until the client has taken what it was sent, or there is an end of it. */
  async #drained(): Promise<void> {
    this.#isBlocked = true;
    const late = setTimeout(() => this.#abort('slow'), this.#times.patience).unref();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#response.once('drain', resolve);
    await unlessAborted(this.#ended.signal, promise);
    this.#response.off('drain', resolve);
    clearTimeout(late);
    this.#isBlocked = false;
  }
}
