import type { Connection, SqlValue } from './dialect.ts';

/** How far a target is, and how it goes. Times are milliseconds since 1970. */
export interface WebhookProgress {
  readonly name: string;
  /** When it was made: one that was made anew under the same name is another. */
  readonly created: number;
  /** The last version that it was told, or that does not matter to it. */
  readonly position: number;
  /** How often in a row the version after that was not taken. */
  readonly failures: number;
  readonly failingSince: number | null;
  readonly nextTry: number | null;
  readonly lastError: string | null;
  readonly lastDelivery: number | null;
}

/** Who is told of versions by a request. */
export interface WebhookRecord extends WebhookProgress {
  readonly url: string;
  readonly query: string | null;
  /** 1 where attributes of containers count for the query. */
  readonly merge: number;
  /** Sealed, as is the one before, which holds until a time. */
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldUntil: number | null;
  /** Why nothing is sent; null where it is. */
  readonly paused: string | null;
  readonly createdBy: string;
}

/** A version that a target did not take. */
export interface DeadLetterRecord {
  readonly webhook: string;
  readonly version: number;
  readonly attempts: number;
  readonly reason: string;
  readonly time: number;
  /** When it was asked to be sent again. */
  readonly resend: number | null;
}

const webhook = `name, url, query, merge, secret, old_secret as "oldSecret", old_until as "oldUntil", paused, position, failures,
  failing_since as "failingSince", next_try as "nextTry", last_error as "lastError", last_delivery as "lastDelivery", created,
  created_by as "createdBy"`;
const letter = 'webhook, version, attempts, reason, time, resend';

/** Targets of webhooks, and what they did not take. They have no history, and writing them is no version. */
export class WebhookRecords {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** By name. */
  all(): Promise<WebhookRecord[]> {
    return this.#connection.all<WebhookRecord>(`select ${webhook} from webhooks order by name`, []);
  }

  async find(name: string): Promise<WebhookRecord | undefined> {
    // PostgreSQL takes no text with this character, so that none can have it
    if (name.includes('\0')) return undefined;
    return (await this.#connection.all<WebhookRecord>(`select ${webhook} from webhooks where name = $1`, [name]))[0];
  }

  async add(
    record: Pick<WebhookRecord, 'name' | 'url' | 'query' | 'merge' | 'secret' | 'position' | 'created' | 'createdBy'>,
  ) {
    const { name, url, query, merge, secret, position, created, createdBy } = record;
    const text = `insert into webhooks (name, url, query, merge, secret, position, failures, created, created_by)
      values ($1, $2, $3, $4, $5, $6, 0, $7, $8)`;
    await this.#connection.run(text, [name, url, query, merge, secret, position, created, createdBy]);
  }

  /** Where it is, and of what it is told, from now on; what is to be tried later is tried at once. */
  async change({ name, url, query, merge }: Pick<WebhookRecord, 'name' | 'url' | 'query' | 'merge'>): Promise<void> {
    const text = 'update webhooks set url = $2, query = $3, merge = $4, next_try = null where name = $1';
    await this.#connection.run(text, [name, url, query, merge]);
  }

  /** Takes a target away with what it did not take. */
  async remove(name: string): Promise<void> {
    await this.#connection.run('delete from webhook_dead_letters where webhook = $1', [name]);
    await this.#connection.run('delete from webhooks where name = $1', [name]);
  }

  /** @param reason why nothing is to be sent; null to send again, from now on */
  async pause(name: string, reason: string | null): Promise<void> {
    await this.#connection.run('update webhooks set paused = $2, next_try = null where name = $1', [name, reason]);
  }

  /** @param until how long the secret that it had holds, too */
  async changeSecret(name: string, secret: string, until: number): Promise<void> {
    const text = 'update webhooks set old_secret = secret, old_until = $3, secret = $2 where name = $1';
    await this.#connection.run(text, [name, secret, until]);
  }

  async advance(progress: WebhookProgress): Promise<void> {
    const { name, created, position, failures, failingSince, nextTry, lastError, lastDelivery } = progress;
    const text = `update webhooks set position = $3, failures = $4, failing_since = $5, next_try = $6, last_error = $7, last_delivery = $8
      where name = $1 and created = $2`;
    const values: SqlValue[] = [name, created, position, failures, failingSince, nextTry, lastError, lastDelivery];
    await this.#connection.run(text, values);
  }

  // ---- what was not taken

  /** In the order of versions; of all targets when none is named. */
  deadLetters(name?: string): Promise<DeadLetterRecord[]> {
    const text = `select ${letter} from webhook_dead_letters ${name === undefined ? '' : 'where webhook = $1'} order by webhook, version`;
    return this.#connection.all<DeadLetterRecord>(text, name === undefined ? [] : [name]);
  }

  /** Those that are to be sent again. */
  resends(): Promise<DeadLetterRecord[]> {
    const text = `select ${letter} from webhook_dead_letters where resend is not null order by webhook, version`;
    return this.#connection.all<DeadLetterRecord>(text, []);
  }

  async putLetter({ webhook: name, version, attempts, reason, time }: Omit<DeadLetterRecord, 'resend'>): Promise<void> {
    const text = `insert into webhook_dead_letters (${letter}) values ($1, $2, $3, $4, $5, null)
      on conflict (webhook, version) do update set attempts = excluded.attempts, reason = excluded.reason, time = excluded.time, resend = null`;
    await this.#connection.run(text, [name, version, attempts, reason, time]);
  }

  async dropLetter(name: string, version: number): Promise<void> {
    await this.#connection.run('delete from webhook_dead_letters where webhook = $1 and version = $2', [name, version]);
  }

  /** Has one be sent again. @returns whether there is one */
  async askResend(name: string, version: number, time: number): Promise<boolean> {
    const text = 'update webhook_dead_letters set resend = $3 where webhook = $1 and version = $2';
    return (await this.#connection.run(text, [name, version, time])) === 1;
  }

  // ---- who sends

  /** Lets a worker be the one that sends, until a time, unless another one is. @returns whether it is */
  async lease(worker: string, now: number, until: number): Promise<boolean> {
    const text = `insert into webhook_worker (one, worker, until) values (1, $1, $3)
      on conflict (one) do update set worker = excluded.worker, until = excluded.until
      where webhook_worker.worker = excluded.worker or webhook_worker.until <= $2`;
    return (await this.#connection.run(text, [worker, now, until])) === 1;
  }

  /** Which worker sends, and until when. */
  async worker(): Promise<{ readonly worker: string; readonly until: number } | undefined> {
    const text = 'select worker, until from webhook_worker';
    return (await this.#connection.all<{ worker: string; until: number }>(text, []))[0];
  }

  /** Lets another worker send. */
  async release(worker: string): Promise<void> {
    await this.#connection.run('delete from webhook_worker where worker = $1', [worker]);
  }
}
