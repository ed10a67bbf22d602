import { type ServerResponse } from 'node:http';
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
}

/** What a client wants to be told. */
export interface Subscription extends Pick<ChangesParams, 'query' | 'merge'> {
  /** The inventory as far as it is theirs. */
  readonly inventory: Clusto;
  readonly since: number;
}

/** Why a stream ended: `gone` the client left, `slow` it did not read, `past` it had asked for the past alone. */
export type EndReason = 'gone' | 'slow' | 'shutdown' | 'reload' | 'lifetime' | 'past' | 'failed';

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
  #reason: EndReason = 'past';
  #passed: number;
  #isBlocked = false;

  /** @param told is called for each version that is sent */
  constructor(response: ServerResponse, subscription: Subscription, times: StreamTimes, told: () => void) {
    this.#response = response;
    this.#times = times;
    this.#told = told;
    this.#passed = subscription.since;
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
