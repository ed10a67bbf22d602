import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { backOff } from '../../base/back-off.ts';
import { unlessAborted } from '../../base/unless-aborted.ts';
import type { CommitWatch, WatchListener, WatchTimes } from '../commit-watch.ts';
import { isPassing } from '../is-passing.ts';
import { channelName } from './postgres-dialect.ts';

interface ListenerParts {
  readonly url: string;
  readonly times: WatchTimes;
  readonly translate: (error: unknown) => unknown;
  readonly listener: WatchListener;
}

/** How the connection calls itself to the server. */
export const listenerName = 'clusto changes';

/** How long a server that does not answer is waited for when the connection is given up, in milliseconds. */
const farewell = 1000;

/**
 * Hears of commits by LISTEN on a connection of its own. What is said while it is not connected is lost, so each time that it
 * is again it says that something may have been committed. A connection that is dead without a word is found by asking
 * it something now and then.
 */
export class PostgresListener implements CommitWatch {
  readonly #parts: ListenerParts;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;
  #connection = new AbortController();

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { translate, listener, times } = this.#parts;
    const { signal } = this.#ended;
    for (let failures = 0; !signal.aborted;) {
      const client = this.#newClient();
      // one signal for both ends: Node may lose one that is made of two
      const lost = (this.#connection = new AbortController());
      client.on('error', (error) => lost.abort(error));
      client.on('end', () => lost.abort(new Error('the connection was terminated')));
      const over = lost.signal;
      try {
        // a connection that ends while it is made tells nobody who waits for it
        await unlessAborted(
          over,
          this.#serve(client, over, () => (failures = 0)),
        );
        if (!signal.aborted) throw lost.signal.reason;
      } catch (error) {
        const why = translate(error);
        if (!isPassing(why)) return listener.onFailed(why);
        // a connection that was there is missed only when no other can be had
        if (failures > 0) listener.onLost(why);
        failures += 1;
      } finally {
        await Promise.race([client.end().catch(() => undefined), sleep(farewell, undefined, { ref: false })]);
      }
      await sleep(backOff(failures, times.retry), undefined, { signal }).catch(() => undefined);
    }
  }

  #newClient(): pg.Client {
    const { url, times } = this.#parts;
    return new pg.Client({
      connectionString: url,
      application_name: listenerName,
      connectionTimeoutMillis: times.heartbeat,
      query_timeout: times.heartbeat,
      keepAlive: true,
    });
  }

  /** Until it is over. @throws why it cannot go on */
  async #serve(client: pg.Client, over: AbortSignal, onListening: () => void): Promise<void> {
    const { listener, times } = this.#parts;
    client.on('notification', ({ payload = '' }) => listener.onCommit(payload === '' ? undefined : Number(payload)));
    await client.connect();
    const { rows } = await client.query<{ channel: string }>(`select ${channelName} as channel`);
    await client.query(`listen ${client.escapeIdentifier(rows[0]?.channel ?? '')}`);
    onListening();
    listener.onFound();
    listener.onCommit();
    for (;;) {
      await sleep(times.heartbeat, undefined, { signal: over }).catch(() => undefined);
      if (over.aborted) return;
      await client.query('select 1');
      // a pooler may be in between that lets nothing through
      listener.onCommit();
    }
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#connection.abort();
    await this.#running;
  }
}
