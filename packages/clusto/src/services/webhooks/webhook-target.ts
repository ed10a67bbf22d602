import { type BackOff, backOff } from '../../base/back-off.ts';
import { Mutex } from '../../base/mutex.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { sendMessage } from '../../operations/webhooks/send-message.ts';
import { versionMessage } from '../../operations/webhooks/webhook-message.ts';
import { type WebhookSettings } from '../../operations/webhooks/webhook-settings.ts';
import { type Log } from '../log/log.ts';
import { type WebhookMetrics } from './webhook-metrics.ts';

type Record = Awaited<ReturnType<Clusto['webhooks']['all']>>[number];
type Letter = Awaited<ReturnType<Clusto['webhooks']['deadLetters']>>[number];
type Progress = Parameters<Parameters<Parameters<Clusto['changeWebhooks']>[0]>[0]['advance']>[0];
type Outcome = Awaited<ReturnType<typeof sendMessage>>;
type Version = Parameters<typeof versionMessage>[1];

/** Waits for so many milliseconds, or until the signal is given. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What becomes of a version that a target was told, or not, besides how far it is. */
export type Consequence =
  | { readonly kind: 'progress' }
  | { readonly kind: 'dead'; readonly letter: Omit<Letter, 'resend'> }
  | { readonly kind: 'resent'; readonly version: number }
  | { readonly kind: 'paused'; readonly reason: string };

/** What all targets have in common. */
export interface TargetBasis {
  readonly inventory: Clusto;
  readonly settings: WebhookSettings;
  readonly log: Log;
  readonly metrics: WebhookMetrics;
  readonly wait: Wait;
  /** Has something be written. */
  readonly note: (target: WebhookTarget, consequence: Consequence) => void;
}

/** Between two attempts, in milliseconds. */
const pauses: BackOff = { first: 4000, most: 3_600_000 };
const shortestPause = 1000;
/** So often a version is sent to a target that answers that it is not to be. */
const mostRefusals = 5;

/** A version that is not sent another time. */
const isPast = (position: number) => ({ position, failures: 0, failingSince: null, nextTry: null });

/** One target: what it is told, version after version, each until it has taken it or is given up. */
export class WebhookTarget {
  readonly created: number;
  readonly #basis: TargetBasis;
  readonly #stopped = new AbortController();
  readonly #cut = new AbortController();
  /** One request at a time. */
  readonly #turn = new Mutex();
  #record: Record;
  #isOver = false;
  #ended: Promise<void> = Promise.resolve();
  /** Ends a pause between two attempts. */
  #hurry: () => void = () => undefined;

  constructor(record: Record, basis: TargetBasis) {
    this.created = record.created;
    this.#record = record;
    this.#basis = basis;
  }

  get name(): string {
    return this.#record.name;
  }

  /** How far it is. */
  get progress(): Progress {
    const { name, created, position, failures, failingSince, nextTry, lastError, lastDelivery } = this.#record;
    return { name, created, position, failures, failingSince, nextTry, lastError, lastDelivery };
  }

  /** Whether it sends nothing more, until it is made anew. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isFailing(): boolean {
    return this.#record.failures > 0;
  }

  #advance(progress: Partial<Progress>, consequence: Consequence = { kind: 'progress' }): void {
    this.#record = { ...this.#record, ...progress };
    this.#basis.note(this, consequence);
  }

  /** Takes its URL and secrets as they are now; how far it is it knows best. Another URL is tried at once. */
  refresh({ url, secret, oldSecret, oldUntil }: Record): void {
    const isMoved = url !== this.#record.url;
    this.#record = { ...this.#record, url, secret, oldSecret, oldUntil };
    if (isMoved) this.retryNow();
  }

  /** Whether it is still to be told of the same changes; else another takes its place. */
  isToldOf({ query, merge }: Record): boolean {
    return this.#record.query === query && this.#record.merge === merge;
  }

  /** Tries at once what is to be tried later. */
  retryNow(): void {
    this.#record = { ...this.#record, nextTry: null };
    this.#hurry();
  }

  start(): void {
    this.#ended = this.#run().finally(() => {
      this.#isOver = true;
    });
  }

  /** Gives up the request that is under way. */
  cut(): void {
    this.#cut.abort();
  }

  /** Sends nothing more, and ends when the request that is under way does. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#ended;
    await this.#turn.idle();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { inventory, log, wait } = this.#basis;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
        // the inventory was closed, or this was stopped
        return;
      } catch (error) {
        log.write('WEBHOOK_STUCK', { webhook: this.name, reason: error });
        this.#advance({ lastError: error instanceof Error ? error.message : String(error) });
        await wait(pauses.most / 60, signal);
      }
      if (inventory.commits.closed.aborted) return;
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { position: since, query, merge } = this.#record;
    const onPassed = (version: number): void => {
      // what does not matter to it need not be written at once
      if (version > this.#record.position) this.#record = { ...this.#record, position: version };
    };
    const feed = this.#basis.inventory.changes({
      since,
      ...(query === null ? {} : { query, merge: merge === 1 }),
      signal,
      onPassed,
    });
    for await (const version of feed) if (!(await this.#deliver(version, signal))) return;
  }

  /** @returns whether the next version is to be sent */
  async #deliver(version: Version, signal: AbortSignal): Promise<boolean> {
    const { inventory, log } = this.#basis;
    const { number } = version;
    for (;;) {
      const now = (): number => inventory.clock.now().getTime();
      const early = (this.#record.nextTry ?? 0) - now();
      if (early > 0) await this.#pause(early, signal);
      if (signal.aborted) return false;
      const outcome = await this.#turn.run(() => this.#send(version));
      if (this.#cut.signal.aborted && outcome.kind !== 'delivered') return false;
      const { failures } = this.#record;
      if (outcome.kind === 'delivered') {
        if (failures > 0) log.write('WEBHOOK_RECOVERED', { webhook: this.name, version: number, failures });
        this.#advance({ ...isPast(number), lastError: null, lastDelivery: now() });
        return true;
      }
      if (outcome.kind === 'gone') {
        log.write('WEBHOOK_PAUSED', { webhook: this.name, reason: outcome.reason });
        this.#advance({ lastError: outcome.reason }, { kind: 'paused', reason: outcome.reason });
        return false;
      }
      const failingSince = this.#record.failingSince ?? now();
      if (this.#isHopeless(outcome, failures + 1, now() - failingSince)) {
        this.#giveUp(number, failures + 1, outcome.reason);
        return true;
      }
      this.#tryLater(number, failures + 1, failingSince, outcome);
    }
  }

  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    this.#hurry = () => over.abort();
    signal.addEventListener('abort', this.#hurry);
    await this.#basis.wait(milliseconds, over.signal);
    signal.removeEventListener('abort', this.#hurry);
  }

  #isHopeless({ kind }: Outcome, attempts: number, milliseconds: number): boolean {
    return (kind === 'refused' && attempts >= mostRefusals) || milliseconds >= this.#basis.settings.giveUpAfter;
  }

  #tryLater(version: number, failures: number, failingSince: number, { reason, retryAfter = 0 }: Outcome): void {
    const { inventory, log } = this.#basis;
    const pause = Math.max(shortestPause, backOff(failures, pauses), Math.min(retryAfter, pauses.most));
    const nextTry = Math.round(inventory.clock.now().getTime() + pause);
    log.write('WEBHOOK_FAILED', { webhook: this.name, version, seconds: Math.round(pause / 1000), reason });
    this.#advance({ failures, failingSince, nextTry, lastError: reason });
  }

  #giveUp(version: number, attempts: number, reason: string): void {
    const { inventory, log, metrics } = this.#basis;
    log.write('WEBHOOK_GIVEN_UP', { webhook: this.name, version, attempts, reason });
    metrics.givenUp();
    const letter = { webhook: this.name, version, attempts, reason, time: inventory.clock.now().getTime() };
    this.#advance({ ...isPast(version), lastError: reason }, { kind: 'dead', letter });
  }

  /** Sends once more what it did not take. */
  async resend({ version: number, attempts }: Letter): Promise<void> {
    const { inventory, log } = this.#basis;
    const { query, merge } = this.#record;
    const filter = query === null ? {} : { query, merge: merge === 1 };
    for await (const version of inventory.at(number).changes({ since: number - 1, ...filter })) {
      const { kind, reason } = await this.#turn.run(() => this.#send(version));
      if (this.#cut.signal.aborted) return;
      log.write('WEBHOOK_RESENT', { webhook: this.name, version: number, outcome: reason });
      const time = inventory.clock.now().getTime();
      const letter = { webhook: this.name, version: number, attempts: attempts + 1, reason, time };
      this.#advance({}, kind === 'delivered' ? { kind: 'resent', version: number } : { kind: 'dead', letter });
    }
  }

  async #send(version: Version): Promise<Outcome> {
    const { inventory, settings, metrics } = this.#basis;
    const start = performance.now();
    const outcome = await sendMessage(
      inventory,
      this.#record,
      versionMessage(this.name, version),
      settings,
      this.#cut.signal,
    );
    metrics.attempted(outcome.kind, (performance.now() - start) / 1000);
    return outcome;
  }
}
