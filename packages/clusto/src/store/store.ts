import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, systemClock } from '../base/clock.ts';
import { failure } from '../base/errors.ts';
import { Mutex } from '../base/mutex.ts';
import { CommitSignal } from './commit-signal.ts';
import type { WatchTimes } from './commit-watch.ts';
import { AccessRecords } from './access-records.ts';
import type { Audit } from './audit.ts';
import type { Connection, Engine, EngineOptions, WriteConnection } from './dialect.ts';
import { parseDsn } from './dsn.ts';
import type { EntityTerm } from './entity-term.ts';
import { expiredAt, type Expired, latestVersion } from './expired.ts';
import type { Finding } from './examine.ts';
import type { Guard } from './guard.ts';
import { HistoryLoader } from './history-loader.ts';
import { openEngine } from './open-engine.ts';
import { PinnedReader } from './pinned-reader.ts';
import { Reader } from './reader.ts';
import { now, type VersionRow } from './rows.ts';
import type { BackupHeader } from './backup/backup-format.ts';
import type { RowProgress } from './backup/dump-tables.ts';
import { checkSchema, migrate, refuseFilled, schemaNumber } from './schema.ts';
import { Sight } from './sight.ts';
import { Scope, type TransactionState } from './scope.ts';
import { WebhookRecords } from './webhook-records.ts';
import type { Writer } from './writer.ts';

export interface StoreOptions extends Partial<EngineOptions> {
  readonly clock?: Clock;
  /** Connections to PostgreSQL. */
  readonly poolSize?: number;
  /** How commits are looked out for by those who follow them. */
  readonly watch?: WatchTimes;
  readonly audit?: Audit;
}

/** A version number, a time in milliseconds since 1970-01-01T00:00:00Z, or the latest version, which then stays the one that is read. */
export type Moment = { readonly version: number } | { readonly time: number } | 'latest';

/** What is done about allocations that have expired, before anything else is written: a version of its own. */
export interface Expiry {
  readonly note: VersionNote;
  /** Ends what has expired, so that it is not found again. */
  end(expired: readonly Expired[], writer: Writer): Promise<void>;
}

/** Says that something has expired, which is to end before the work begins. */
class Overdue extends Error {}

/** What a version says of itself. */
export interface VersionNote {
  readonly actor: string;
  readonly message: string | null;
  readonly source: string;
}

const defaults = { busyTimeout: 60_000, durability: 'full', idleTimeout: 60_000, poolSize: 10 } as const;
/** A look every tenth of a second keeps the promise of a quarter, and costs some microseconds. */
const watchTimes: WatchTimes = { poll: 100, heartbeat: 15_000, retry: { first: 100, most: 10_000 } };
const mostAttempts = 4;
const mostSights = 200;

/** A database with its transactions: one writer at a time, readers beside it. */
export class Store {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #idleTimeout: number;
  readonly #current = new AsyncLocalStorage<Scope>();
  readonly #sights = new Map<string, Sight>();
  readonly #everything = new AsyncLocalStorage<boolean>();
  readonly #writers = new Mutex();
  /** Tells of commits, of all processes. */
  readonly commits: CommitSignal;
  readonly #audit: Audit | undefined;
  #closing: Promise<void> | undefined;

  private constructor(engine: Engine, options: StoreOptions) {
    this.#engine = engine;
    this.#clock = options.clock ?? systemClock;
    this.#audit = options.audit;
    this.#idleTimeout = options.idleTimeout ?? defaults.idleTimeout;
    this.commits = new CommitSignal(engine, options.watch ?? watchTimes);
  }

  /**
   * Opens a database without looking at its schema: `check` or `migrate` come next.
   * @throws DSN_INVALID, DATABASE_UNAVAILABLE, DATABASE_CORRUPT
   */
  static async open(dsn: string, options: StoreOptions = {}): Promise<Store> {
    const { busyTimeout, idleTimeout, durability, poolSize } = { ...defaults, ...options };
    return new Store(await openEngine(parseDsn(dsn), { busyTimeout, idleTimeout, durability }, poolSize), options);
  }

  /** The DSN without secrets. */
  get label(): string {
    return this.#engine.label;
  }

  get clock(): Clock {
    return this.#clock;
  }

  /** The number of the newest migration in the database; 0 where it is empty. */
  schemaNumber(): Promise<number> {
    return schemaNumber(this.#engine, this.#engine.reader);
  }

  /** @throws DATABASE_EMPTY, DATABASE_TOO_OLD or DATABASE_TOO_NEW */
  check(): Promise<void> {
    return checkSchema(this.#engine);
  }

  /** Brings the schema up to date. @returns its numbers before and after */
  migrate(): Promise<{ before: number; after: number }> {
    return migrate(this.#engine, this.#clock);
  }

  /**
   * Everything as it is at this moment, as the text of a backup, of whatever schema it is; others write on meanwhile.
   * @throws DATABASE_EMPTY
   */
  async *backup(program: string, progress: RowProgress): AsyncGenerator<string> {
    this.#requireOpen();
    await using snapshot = await this.#engine.snapshot();
    const schema = await schemaNumber(this.#engine, snapshot);
    if (schema === 0) throw failure('DATABASE_EMPTY', { dsn: this.label });
    const { dumpTables } = await import('./backup/dump-tables.ts');
    const origin = { schema, clusto: program, time: this.#clock.now().toISOString() };
    yield* dumpTables(snapshot, this.#engine.dialect, origin, progress);
  }

  /**
   * Makes this database what a backup says, in one transaction; one that holds something only if it is to be replaced.
   * @throws BACKUP_INVALID, BACKUP_TOO_NEW, INVENTORY_NOT_EMPTY, DATABASE_TOO_NEW, DATABASE_BUSY, INTERRUPTED
   */
  async restore(
    file: string,
    { replace, progress, signal }: { replace: boolean; progress: RowProgress; signal?: AbortSignal },
  ): Promise<BackupHeader> {
    this.#requireOpen();
    const { readBackup } = await import('./backup/read-backup.ts');
    const { restoreTables } = await import('./backup/restore-tables.ts');
    return this.#unversioned(async (writer) => {
      if (!replace) await refuseFilled(this.#engine, writer);
      const database = { dialect: this.#engine.dialect, clock: this.#clock };
      return restoreTables(writer, database, { file, parts: readBackup(file) }, progress, signal);
    });
  }

  /**
   * Looks at the database and at every rule that holds in it, as it is at one moment, while others work.
   * @param progress is told what is looked at
   * @param mend computes first again what can be, if the database is not damaged
   */
  async examine(progress: (what: string) => void, { mend }: { readonly mend: boolean }): Promise<Finding[]> {
    this.#requireOpen();
    progress('asking the database');
    const ailments = await this.#engine.ailments();
    const findings = ailments.map((ailment) => ({ ...ailment, examples: [], isMendable: false }));
    if (ailments.some(({ code }) => code === 'file-damaged')) return findings;
    const { examine, mendMirrors } = await import('./examine.ts');
    if (mend) await this.#unversioned(mendMirrors);
    await using snapshot = await this.#engine.snapshot();
    return [...findings, ...(await examine(snapshot, progress))];
  }

  /** A transaction of the one writer that makes no version. */
  #unversioned<T>(work: (writer: WriteConnection) => Promise<T>): Promise<T> {
    return this.#writers.run(async () => {
      const writer = await this.#engine.begin();
      try {
        const result = await work(writer);
        await writer.commit();
        return result;
      } catch (error) {
        await writer.rollback();
        throw error;
      }
    });
  }

  /** Who may do what, for reading: in a transaction with what it has written, else what is committed. */
  get access(): AccessRecords {
    return new AccessRecords(this.#connection(), this.#engine.dialect);
  }

  /**
   * Changes who may do what, which makes no version: a transaction of its own, or a part of the one that the caller is in.
   * @throws DATABASE_BUSY, and what `work` throws
   */
  async changeAccess<T>(work: (records: AccessRecords) => Promise<T>): Promise<T> {
    const part = this.#partOfCurrent(({ access }) => work(access));
    return part ?? this.#unversioned((writer) => work(new AccessRecords(writer, this.#engine.dialect)));
  }

  /** Who is told of versions by a request, for reading; as `access`. */
  get webhooks(): WebhookRecords {
    return new WebhookRecords(this.#connection());
  }

  /** Changes who is told, or how far they are; as `changeAccess`. @throws DATABASE_BUSY, and what `work` throws */
  async changeWebhooks<T>(work: (records: WebhookRecords) => Promise<T>): Promise<T> {
    const part = this.#partOfCurrent(({ webhooks }) => work(webhooks));
    return part ?? this.#unversioned((writer) => work(new WebhookRecords(writer)));
  }

  /** Work as a part of the transaction that the caller is in; undefined where there is none. */
  #partOfCurrent<T>(work: (writer: Writer) => Promise<T>): Promise<T> | undefined {
    const enter = (part: Scope, run: () => Promise<T>): Promise<T> => this.#current.run(part, run);
    const scope = this.#current.getStore();
    if (scope === undefined) this.#requireOpen();
    return scope?.part(enter, ({ writer }) => work(writer));
  }

  /** Reads the present. In a transaction it sees the transaction's own writes; elsewhere only what is committed. */
  reader(sight?: Sight): Reader {
    return new Reader(() => this.#connection(), this.#engine.dialect, now, this.#seeing(sight));
  }

  /** What is seen by who sees the entities that meet a term; the same for the same term. */
  sight(term: EntityTerm): Sight {
    const key = JSON.stringify(term, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const sight = this.#sights.get(key) ?? new Sight(term, this.#engine.dialect);
    if (this.#sights.size >= mostSights) this.#sights.clear();
    this.#sights.set(key, sight);
    return sight;
  }

  #seeing(sight: Sight | undefined): () => Sight | undefined {
    return sight === undefined ? () => undefined : () => (this.#everything.getStore() === true ? undefined : sight);
  }

  /** Runs work for which readers see everything, whatever they are limited to: for rules that must hold whoever asks. */
  everything<T>(work: () => Promise<T>): Promise<T> {
    return this.#everything.run(true, work);
  }

  /** Reads what is committed, whatever transaction the caller is in. @param version what is read at; now when it is left out */
  committed(version: number = now, sight?: Sight): Reader {
    const connection = (): Connection => {
      this.#requireOpen();
      return this.#engine.reader;
    };
    return new Reader(connection, this.#engine.dialect, version, this.#seeing(sight));
  }

  /**
   * Reads at a version, or at the last version that was there at a time. Which one that is is found out once.
   * @throws VERSION_UNKNOWN, from the reads
   */
  readerAt(moment: Moment, sight?: Sight): Reader {
    let found: Promise<number> | undefined;
    const version = (): Promise<number> =>
      (found ??= this.versionAt(moment).catch((error: unknown) => {
        // the version may come to exist, and the database come back
        found = undefined;
        throw error;
      }));
    const connection: Connection = {
      // the version is the first parameter of every statement of a reader
      all: async (text, values) => this.#connection().all(text, [await version(), ...values.slice(1)]),
      run: async (text, values) => this.#connection().run(text, values),
    };
    return new PinnedReader(version, () => connection, this.#engine.dialect, now, this.#seeing(sight));
  }

  /** @throws VERSION_UNKNOWN for a version that does not exist yet */
  async versionAt(moment: Moment): Promise<number> {
    const reader = this.reader();
    if (moment !== 'latest' && 'time' in moment) return reader.versionAt(moment.time);
    const latest = (await reader.latestVersion())?.number ?? 0;
    if (moment === 'latest') return latest;
    if (moment.version > latest) throw failure('VERSION_UNKNOWN', { version: moment.version, latest });
    return moment.version;
  }

  #connection(): Connection {
    const scope = this.#current.getStore();
    if (scope !== undefined) return scope.connection;
    this.#requireOpen();
    return this.#engine.reader;
  }

  #requireOpen(): void {
    if (this.#closing) throw failure('DATABASE_UNAVAILABLE', { dsn: this.label, reason: 'it has been closed' });
  }

  /** Asks now whether what the caller's transaction has done so far may stand: for one that is going to be rolled back. */
  async askGuards(): Promise<void> {
    await this.#current.getStore()?.askGuards();
  }

  /** Whether the caller is in a transaction. */
  get isInTransaction(): boolean {
    return this.#current.getStore() !== undefined;
  }

  /**
   * Runs work that writes: as a transaction and one version, or, inside a transaction, as a part of it that stands or
   * falls alone. Without a write there is no version. Other tasks' transactions wait.
   * @param work may be run again when PostgreSQL asks for it (serialization failure, deadlock)
   * @param expiry what to do first where something has expired
   * @param guard who is asked before the commit of the whole transaction
   * @throws DATABASE_BUSY, TRANSACTION_CLOSED, TRANSACTION_ABANDONED, and what `work` and the guard throw
   */
  async transaction<T>(
    note: VersionNote,
    work: (writer: Writer) => Promise<T>,
    { expiry, guard }: { readonly expiry?: Expiry; readonly guard?: Guard | undefined } = {},
  ): Promise<T> {
    this.#current.getStore()?.guardedBy(guard);
    const part = this.#partOfCurrent(work);
    if (part !== undefined) return part;
    return this.#writers.run(async () => {
      let isPunctual = expiry !== undefined;
      for (let attempt = 1; ; attempt += 1) {
        try {
          const guarded = (root: Scope): Promise<T> => {
            root.guardedBy(guard);
            return work(root.writer);
          };
          return await this.#attempt(note, guarded, isPunctual);
        } catch (error) {
          if (error instanceof Overdue && expiry !== undefined) {
            isPunctual = false;
            await this.#attempt(expiry.note, (root) => this.#expire(root, expiry));
            continue;
          }
          if (attempt < mostAttempts && this.#engine.isRetryable(error)) continue;
          this.#audit?.refused(note, error);
          throw error;
        }
      }
    });
  }

  /**
   * Fills an inventory in which nothing is yet with a whole history, in one transaction that makes no version of its own.
   * Reads inside see what is loaded. It is run once: who loads has read its source before.
   * @param metaDriver the driver of the one entity that is no content
   * @throws INVENTORY_NOT_EMPTY, DATABASE_BUSY, and what `work` throws
   */
  async load<T>(metaDriver: string, work: (loader: HistoryLoader) => Promise<T>): Promise<T> {
    if (this.isInTransaction) throw failure('TRANSACTION_CLOSED', {});
    this.#requireOpen();
    return this.#writers.run(() =>
      this.#attempt(undefined, async ({ connection }) => {
        const loader = new HistoryLoader(connection, this.#engine.dialect);
        await loader.begin(metaDriver, this.label);
        const result = await work(loader);
        await loader.end();
        return result;
      }),
    );
  }

  async #expire({ connection, writer }: Scope, expiry: Expiry): Promise<void> {
    // another process may have been first
    await expiry.end(await expiredAt(connection, this.#microseconds()), writer);
  }

  #microseconds(): number {
    return this.#clock.now().getTime() * 1000;
  }

  /**
   * @param note what the version says that the writes make; without it they make none
   * @param isPunctual whether to refuse to begin, by `Overdue`, while something that has expired is there
   */
  async #attempt<T>(note: VersionNote | undefined, work: (root: Scope) => Promise<T>, isPunctual = false): Promise<T> {
    this.#audit?.prepare();
    const connection = await this.#engine.begin();
    const { dialect } = this.#engine;
    const refuse = async (error: unknown): Promise<never> => {
      await connection.rollback();
      throw error;
    };
    const latest = await latestVersion(connection).catch(refuse);
    if (isPunctual && (latest?.soonest ?? Infinity) <= this.#microseconds()) return refuse(new Overdue());
    const version = (latest?.number ?? 0) + 1;
    const state: TransactionState = {
      connection,
      dialect,
      version,
      live: new Set(),
      guards: new Set(),
      lastUse: performance.now(),
      isOver: false,
    };
    const root = new Scope(state);
    let result: T;
    let written: VersionRow | undefined;
    try {
      const working = this.#current.run(root, () => work(root));
      result = await this.#unlessAbandoned(state, working);
      await this.#unlessAbandoned(state, root.finish());
      if (state.isOver) throw failure('TRANSACTION_CLOSED', {});
      if (note !== undefined && root.writes > 0) {
        await root.askGuards();
        const time = Math.max(this.#clock.now().getTime(), latest?.time ?? 0);
        const announced = dialect.announce === undefined ? '' : ` returning ${dialect.announce('number')}`;
        const text = `insert into versions (number, time, actor, message, source) values ($1, $2, $3, $4, $5)${announced}`;
        await connection.run(text, [version, time, note.actor, note.message, note.source]);
        written = { number: version, time, ...note };
      }
      state.isOver = true;
      await connection.commit();
    } catch (error) {
      state.isOver = true;
      await connection.rollback();
      root.undone();
      throw error;
    }
    if (written === undefined) return result;
    this.commits.wake(version);
    await this.#audit?.committed(written);
    return result;
  }

  /** The work, unless nothing happens in its transaction for too long: others wait for it. */
  async #unlessAbandoned<T>(state: TransactionState, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const abandoned = new Promise<never>((_, reject) => {
      const look = (): void => {
        const left = state.lastUse + this.#idleTimeout - performance.now();
        if (left > 0) {
          timer = setTimeout(look, left);
          return;
        }
        state.isOver = true;
        reject(failure('TRANSACTION_ABANDONED', { seconds: this.#idleTimeout / 1000 }));
      };
      timer = setTimeout(look, this.#idleTimeout);
    });
    try {
      return await Promise.race([work, abandoned]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for the transactions that run, and takes no more. A second time it does nothing. */
  close(): Promise<void> {
    const ended = this.isInTransaction ? Promise.resolve() : this.#writers.idle();
    const unfollowed = this.commits.close();
    return (this.#closing ??= ended.then(() => unfollowed).then(() => this.#engine.close()));
  }
}
