import { type ServerResponse } from 'node:http';
import { failure } from '../../base/errors.ts';
import { type EndReason, EventStream, type StreamTimes, type Subscription } from './event-stream.ts';
import { type HttpMetrics } from './http-metrics.ts';

const usualTimes: StreamTimes = { heartbeat: 15_000, patience: 30_000, lifetime: 900_000 };

/** All streams of events of a server. */
export class EventStreams {
  readonly #streams = new Set<EventStream>();
  readonly #limit: number;
  readonly #metrics: HttpMetrics;
  readonly #times: StreamTimes;
  #heart: NodeJS.Timeout | undefined;

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
    void stream.over.then((reason) => this.#closed(stream, reason));
  }

  #beat(): void {
    for (const stream of this.#streams) stream.beat();
  }

  #closed(stream: EventStream, reason: EndReason): void {
    this.#streams.delete(stream);
    this.#metrics.listening(this.#streams.size);
    this.#metrics.left(reason);
    if (this.#streams.size > 0) return;
    clearInterval(this.#heart);
    this.#heart = undefined;
  }

  /** Ends all streams that are open. */
  async end(reason: EndReason): Promise<void> {
    await Promise.all([...this.#streams].map((stream) => stream.end(reason)));
  }
}
