import { createHash } from 'node:crypto';
import pg from 'pg';
import { ClustoException, failure } from '../../base/errors.ts';
import { Mutex } from '../../base/mutex.ts';
import type { Ailment, Connection, Engine, EngineOptions, Snapshot, SqlValue, WriteConnection } from '../dialect.ts';
import type { CommitWatch, WatchListener, WatchTimes } from '../commit-watch.ts';
import { postgresDialect, schemaId } from './postgres-dialect.ts';
import { PostgresListener } from './postgres-listener.ts';
import { postgresAilments } from './postgres-ailments.ts';
import { retryableStates, sqlState, translatePostgresError } from './postgres-errors.ts';

type Translate = (error: unknown) => unknown;

interface Queryable {
  query(statement: string | pg.QueryConfig): Promise<pg.QueryResult>;
}

function parseInt8(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const { INT8: int8 } = pg.types.builtins;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === int8 && format !== 'binary'
      ? parseInt8
      : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** Statement names by text: a name stands for one text in every connection. */
const names = new Map<string, string>();
/** Texts with filters vary, and a connection keeps what it has prepared for as long as it lives. */
const mostNames = 1000;

/** @returns undefined when there are too many already: such a statement is prepared for each use. */
function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostNames) return known;
  const name = `c_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`;
  names.set(text, name);
  return name;
}

class PostgresConnection implements Connection {
  readonly #client: Queryable;
  readonly #translate: Translate;

  constructor(client: Queryable, translate: Translate) {
    this.#client = client;
    this.#translate = translate;
  }

  async all<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#query(text, values)).rows as Row[];
  }

  async run(text: string, values: readonly SqlValue[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0;
  }

  #query(text: string, values: readonly SqlValue[]): Promise<pg.QueryResult> {
    const name = statementName(text);
    const query = { text, values: values as unknown[], types };
    return this.send(name === undefined ? query : { ...query, name });
  }

  protected async send(statement: string | pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(statement);
    } catch (error) {
      throw this.#translate(error);
    }
  }
}

class PostgresWriter extends PostgresConnection implements WriteConnection {
  readonly #client: pg.PoolClient;
  readonly #label: string;
  /** pg wants one statement at a time from its callers; the tasks of a transaction may read together. */
  readonly #statements = new Mutex();

  constructor(client: pg.PoolClient, label: string, translate: Translate) {
    super(client, translate);
    this.#client = client;
    this.#label = label;
  }

  protected override send(statement: string | pg.QueryConfig): Promise<pg.QueryResult> {
    return this.#statements.run(() => super.send(statement));
  }

  async exec(text: string): Promise<void> {
    await this.send(text);
  }

  async commit(): Promise<void> {
    const { command } = await this.send('commit');
    // after a failed statement that nobody undid, PostgreSQL answers a commit with a rollback
    if (command !== 'COMMIT')
      throw failure('DATABASE_FAILED', { dsn: this.#label, reason: 'the transaction was aborted' });
    this.#client.release();
  }

  async rollback(): Promise<void> {
    try {
      await this.send('rollback');
      this.#client.release();
    } catch {
      // the connection is lost, and with it the transaction
      this.#client.release(true);
    }
  }
}

/** Rows that are fetched at once. */
const batch = 2000;

class PostgresSnapshot extends PostgresConnection implements Snapshot {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient, translate: Translate) {
    super(client, translate);
    this.#client = client;
  }

  async *batches(text: string): AsyncGenerator<unknown[][]> {
    await this.send(`declare batches no scroll cursor for ${text}`);
    for (;;) {
      const { rows } = await this.send({
        text: `fetch ${batch} from batches`,
        types,
        rowMode: 'array',
      } as pg.QueryConfig);
      if (rows.length > 0) yield rows as unknown[][];
      if (rows.length < batch) break;
    }
    await this.send('close batches');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // the transaction ends with the connection
    this.#client.release(true);
  }
}

/** The first half of the writers' advisory lock; the second is the schema, so that inventories in two schemas do not wait for each other. */
const writersLock = 0x636c7573;

/**
 * PostgreSQL through a pool of pg. Writers take an advisory lock for the length of their transaction: they commit one
 * after the other, so versions are ordered by commit and what a writer has checked stays true.
 */
export class PostgresEngine implements Engine {
  readonly dialect = postgresDialect;
  readonly label: string;
  readonly reader: Connection;
  readonly #pool: pg.Pool;
  readonly #begin: string;
  readonly #url: string;
  readonly #translate: Translate;

  constructor(url: string, label: string, options: EngineOptions, poolSize: number) {
    this.label = label;
    this.#url = url;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: options.busyTimeout,
      application_name: 'clusto',
    });
    // an idle connection that breaks is replaced by the pool at the next query, which reports what is wrong
    this.#pool.on('error', () => undefined);
    // and so does one that breaks in the middle of a transaction, between two statements
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#translate = (error) => translatePostgresError(error, label, options.busyTimeout / 1000);
    this.reader = new PostgresConnection(this.#pool, this.#translate);
    this.#begin = [
      'begin isolation level read committed',
      `set local lock_timeout = ${Math.ceil(options.busyTimeout)}`,
      // the server's own bound is for a process that is stopped or cut off: it would keep all writers waiting
      `set local idle_in_transaction_session_timeout = ${Math.ceil(options.idleTimeout * 2)}`,
      `set local synchronous_commit = ${options.durability === 'off' ? 'off' : 'on'}`,
      // once the tables have statistics, half of the short statements are planned at each execution, which takes longer
      // than executing them
      'set local plan_cache_mode = force_generic_plan',
      `select pg_advisory_xact_lock(${writersLock}, coalesce(${schemaId}::bit(32)::int, 0))`,
    ].join('; ');
  }

  async begin(): Promise<WriteConnection> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#translate(error);
    });
    const writer = new PostgresWriter(client, this.label, this.#translate);
    try {
      await writer.exec(this.#begin);
      return writer;
    } catch (error) {
      await writer.rollback();
      throw error;
    }
  }

  async snapshot(): Promise<Snapshot> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#translate(error);
    });
    const snapshot = new PostgresSnapshot(client, this.#translate);
    try {
      await snapshot.run('begin isolation level repeatable read, read only', []);
      return snapshot;
    } catch (error) {
      await snapshot[Symbol.asyncDispose]();
      throw error;
    }
  }

  ailments(): Promise<Ailment[]> {
    return postgresAilments(this.reader);
  }

  watch(times: WatchTimes, listener: WatchListener): CommitWatch {
    return new PostgresListener({ url: this.#url, times, translate: this.#translate, listener });
  }

  isRetryable(error: unknown): boolean {
    return error instanceof ClustoException && retryableStates.has(sqlState(error.cause));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
