import { type ServerResponse } from 'node:http';
import { failure } from '../../base/errors.ts';
import { type EndReason, EventStream, type StreamTimes, type Subscription } from './event-stream.ts';
import { type HttpMetrics } from './http-metrics.ts';

const usualTimes: StreamTimes = { heartbeat: 15_000, patience: 30_000, lifetime: 900_000, recheck: 2000 };

/** All streams of events of a server. */
export class EventStreams {
  readonly #streams = new Set<EventStream>();
  readonly #limit: number;
  readonly #metrics: HttpMetrics;
  readonly #times: StreamTimes;
  #heart: NodeJS.Timeout | undefined;
  #guard: NodeJS.Timeout | undefined;
  #isChecking = false;

  /** @param limit how many there may be at once */
  constructor(limit: number, metrics: HttpMetrics, times: StreamTimes = usualTimes) {
    this.#limit = limit;
    this.#metrics = metrics;
    this.#times = times;
  }

  /** @throws LISTENERS_TOO_MANY */
  requireRoom(): void {
    if (this.#streams.size >= this.#limit) throw failure('LISTENERS_TOO_MANY', { limit: this.#limit });
  }

  /** Tells a client of versions for as long as it listens. */
  open(response: ServerResponse, subscription: Subscription): void {
    const stream = new EventStream(response, subscription, this.#times, () => this.#metrics.told());
    this.#streams.add(stream);
    this.#metrics.listening(this.#streams.size);
    this.#heart ??= setInterval(() => this.#beat(), this.#times.heartbeat).unref();
    this.#guard ??= setInterval(() => void this.recheck(), this.#times.recheck).unref();
    void stream.over.then((reason) => this.#closed(stream, reason));
  }

  #beat(): void {
    for (const stream of this.#streams) stream.beat();
  }

  /**
   * Ends the streams of those who may see something else now. One look says whether roles, grants and tokens are as they were; only where
   * they are not, each is asked again who they are. A database that does not answer is asked another time.
   */
  async recheck(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      const limited = [...this.#streams].filter((stream) => stream.isLimited);
      const stamp = await limited[0]?.stamp();
      if (stamp !== undefined) for (const stream of limited) await stream.recheck(stamp).catch(() => undefined);
    } catch {
      // the database does not answer
    } finally {
      this.#isChecking = false;
    }
  }

  #closed(stream: EventStream, reason: EndReason): void {
    this.#streams.delete(stream);
    this.#metrics.listening(this.#streams.size);
    this.#metrics.left(reason);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heart);
    clearInterval(this.#guard);
    [this.#heart, this.#guard] = [undefined, undefined];
  }

  /** Ends all streams that are open. */
  async end(reason: EndReason): Promise<void> {
    await Promise.all([...this.#streams].map((stream) => stream.end(reason)));
  }
}
