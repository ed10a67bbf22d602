import type { Connection } from './dialect.ts';

/** What was answered to a request. */
export interface AnswerRecord {
  /** What the request was, in short: equal for equal requests. */
  readonly request: string;
  /** Null while the answer is being made. */
  readonly status: number | null;
  /** JSON. */
  readonly headers: string;
  readonly body: string | null;
}

/** An answer as it was noted. */
export interface NotedAnswer extends AnswerRecord {
  /** When; while the answer is being made, when somebody last said that it is. Milliseconds since 1970. */
  readonly time: number;
}

/** The answers to requests that may be sent again, by who sent them and their key. It has no history, and writing it is no version. */
export class AnswerRecords {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(actor: string, key: string): Promise<NotedAnswer | undefined> {
    const text = 'select request, status, headers, body, time from answers where actor = $1 and key = $2';
    return (await this.#connection.all<NotedAnswer>(text, [actor, key]))[0];
  }

  /** @param time milliseconds since 1970 */
  async note(actor: string, key: string, record: AnswerRecord, time: number): Promise<void> {
    const { request, status, headers, body } = record;
    const text = `insert into answers (actor, key, request, status, headers, body, time) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (actor, key) do update set status = excluded.status, headers = excluded.headers, body = excluded.body, time = excluded.time`;
    await this.#connection.run(text, [actor, key, request, status, headers, body, time]);
  }

  /** Says that an answer is still being made. @param time milliseconds since 1970 */
  async renew(actor: string, key: string, time: number): Promise<void> {
    const text = 'update answers set time = $1 where actor = $2 and key = $3 and status is null';
    await this.#connection.run(text, [time, actor, key]);
  }

  async forget(actor: string, key: string): Promise<void> {
    await this.#connection.run('delete from answers where actor = $1 and key = $2', [actor, key]);
  }

  /** Those from before a time, in milliseconds since 1970. */
  async forgetBefore(time: number): Promise<void> {
    await this.#connection.run('delete from answers where time < $1', [time]);
  }

  /** A key that all servers of the inventory share: this one, unless there is one already. */
  async provideKey(name: string, bytes: Buffer): Promise<Buffer> {
    const text = 'insert into server_keys (name, bytes) values ($1, $2) on conflict (name) do nothing';
    await this.#connection.run(text, [name, bytes]);
    const [row] = await this.#connection.all<{ bytes: Buffer }>('select bytes from server_keys where name = $1', [
      name,
    ]);
    return Buffer.from(row?.bytes ?? bytes);
  }
}
