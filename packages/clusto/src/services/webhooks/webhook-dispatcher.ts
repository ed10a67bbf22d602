import { randomUUID } from 'node:crypto';
import { Mutex } from '../../base/mutex.ts';
import { type Consequence, type TargetBasis, WebhookTarget } from './webhook-target.ts';

/** How long what became of versions may wait to be written, in milliseconds: many are written at once. */
const writeWithin = 200;

type Records = Parameters<Parameters<TargetBasis['inventory']['changeWebhooks']>[0]>[0];
type Letter = Awaited<ReturnType<Records['resends']>>[number];

/**
 * Sends to all targets of an inventory, if this process is the one that does: a lease in the database says so. How far each target is
 * is written with the lease, so that no process writes it that has lost it.
 */
export class WebhookDispatcher {
  readonly #basis: TargetBasis;
  readonly #worker = randomUUID();
  readonly #targets = new Map<string, WebhookTarget>();
  /** How far each was when that was written. */
  readonly #saved = new WeakMap<WebhookTarget, number>();
  readonly #turn = new Mutex();
  readonly #resending = new Set<string>();
  #pending: { readonly target: WebhookTarget; readonly consequence: Consequence }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #until = 0;
  #isSending: boolean | undefined;
  #isOver = false;
  #lastFailure: string | undefined;

  constructor(basis: Omit<TargetBasis, 'note'>) {
    this.#basis = { ...basis, note: (target, consequence) => this.#note(target, consequence) };
  }

  get isSending(): boolean {
    return this.#isSending === true;
  }

  /** Why what is to be written cannot be; undefined where it can. */
  get lastFailure(): string | undefined {
    return this.#lastFailure;
  }

  get targets(): readonly WebhookTarget[] {
    return [...this.#targets.values()];
  }

  #note(target: WebhookTarget, consequence: Consequence): void {
    this.#pending.push({ target, consequence });
    this.#timer ??= setTimeout(
      () => void this.#turn.run(() => this.#unlessFailed(() => this.#save())),
      writeWithin,
    ).unref();
  }

  /** Looks at what targets there are, and at what is to be sent again; to be called now and then. */
  tick(): Promise<void> {
    return this.#turn.run(() => this.#unlessFailed(() => this.#look()));
  }

  /** A database that does not answer is asked another time; meanwhile nothing is lost. */
  async #unlessFailed(work: () => Promise<void>): Promise<void> {
    try {
      if (!this.#isOver) await work();
      this.#lastFailure = undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== this.#lastFailure) this.#basis.log.write('WEBHOOKS_UNSAVED', { reason });
      this.#lastFailure = reason;
    }
  }

  async #look(): Promise<void> {
    const { inventory, settings } = this.#basis;
    let records = await inventory.webhooks.all();
    // an inventory without webhooks is not written to
    const isNeeded = records.length > 0 || this.#targets.size > 0;
    if (!isNeeded) return;
    const left = this.#until - inventory.clock.now().getTime();
    if (this.#isSending !== true && (await this.#isOthers())) await this.#turnTo(false, 0);
    else if (this.#pending.length > 0 || left < (settings.lease * 2) / 3) {
      await this.#save();
      records = await inventory.webhooks.all();
    }
    if (this.#isSending !== true) return;
    const active = new Map(records.filter(({ paused }) => paused === null).map((record) => [record.name, record]));
    // what is still to be written of a target is newer than what was read
    const isNewer = (target: WebhookTarget): boolean => this.#pending.some((one) => one.target === target);
    for (const [name, target] of this.#targets) {
      const record = active.get(name);
      if (record?.created !== target.created || target.isOver || !target.isToldOf(record)) {
        await this.#end(name, target);
        continue;
      }
      target.refresh(record);
      // somebody has said that it is not to wait
      if (record.nextTry === null && target.progress.nextTry !== null && !isNewer(target)) target.retryNow();
    }
    const unread = new Set(this.#pending.map(({ target }) => target.name));
    for (const [name, record] of active) {
      if (this.#targets.has(name) || unread.has(name)) continue;
      const target = new WebhookTarget(record, this.#basis);
      this.#targets.set(name, target);
      this.#saved.set(target, record.position);
      target.start();
    }
    for (const letter of await inventory.webhooks.resends()) this.#resend(letter);
  }

  async #isOthers(): Promise<boolean> {
    const { inventory } = this.#basis;
    const lease = await inventory.webhooks.worker();
    return lease !== undefined && lease.worker !== this.#worker && lease.until > inventory.clock.now().getTime();
  }

  #resend(letter: Letter): void {
    const target = this.#targets.get(letter.webhook);
    const key = `${letter.webhook} ${letter.version}`;
    if (target === undefined || this.#resending.has(key)) return;
    this.#resending.add(key);
    void target
      .resend(letter)
      .catch((error: unknown) => this.#basis.log.write('WEBHOOK_STUCK', { webhook: letter.webhook, reason: error }))
      // not again before it is written what became of it
      .then(() => this.#turn.run(() => this.#unlessFailed(() => this.#save())))
      .finally(() => this.#resending.delete(key));
  }

  async #end(name: string, target: WebhookTarget): Promise<void> {
    target.cut();
    await target.stop();
    this.#targets.delete(name);
    this.#pending.push({ target, consequence: { kind: 'progress' } });
  }

  /** Writes what became of versions, if this process is the one that sends. */
  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { inventory, settings } = this.#basis;
    const now = inventory.clock.now().getTime();
    const until = now + settings.lease;
    const pending = this.#pending;
    this.#pending = [];
    const moved = this.targets.filter((target) => this.#saved.get(target) !== target.progress.position);
    const progress = new Map(
      [...moved, ...pending.map(({ target }) => target)].map((target) => [target, target.progress] as const),
    );
    let isOurs: boolean;
    try {
      isOurs = await inventory.changeWebhooks(async (records) => {
        if (!(await records.lease(this.#worker, now, until))) return false;
        for (const { target, consequence } of pending) await settle(records, target, consequence);
        for (const one of progress.values()) await records.advance(one);
        return true;
      });
    } catch (error) {
      this.#pending = [...pending, ...this.#pending];
      throw error;
    }
    for (const [target, { position }] of progress) this.#saved.set(target, position);
    await this.#turnTo(isOurs, until);
  }

  async #turnTo(isOurs: boolean, until: number): Promise<void> {
    const { log } = this.#basis;
    this.#until = isOurs ? until : 0;
    if (this.#isSending === isOurs) return;
    this.#isSending = isOurs;
    if (isOurs) return log.write('WEBHOOKS_SENDING', {});
    log.write('WEBHOOKS_WAITING', {});
    for (const [name, target] of this.#targets) await this.#end(name, target);
    this.#pending = [];
  }

  /** Gives up the requests that are under way. */
  cut(): void {
    for (const target of this.targets) target.cut();
  }

  /** Sends nothing more, writes how far it is, and lets another process send. */
  async stop(): Promise<void> {
    if (this.#isOver) return;
    await Promise.all(this.targets.map((target) => target.stop()));
    await this.#turn.run(async () => {
      if (this.#isSending === true) {
        await this.#unlessFailed(() => this.#save());
        await this.#unlessFailed(() =>
          this.#basis.inventory.changeWebhooks((records) => records.release(this.#worker)),
        );
      }
      this.#isOver = true;
      this.#targets.clear();
      clearTimeout(this.#timer);
    });
  }
}

async function settle(records: Records, { name, created }: WebhookTarget, consequence: Consequence): Promise<void> {
  if (consequence.kind === 'progress' || (await records.find(name))?.created !== created) return;
  if (consequence.kind === 'dead') await records.putLetter(consequence.letter);
  if (consequence.kind === 'resent') await records.dropLetter(name, consequence.version);
  if (consequence.kind === 'paused') await records.pause(name, consequence.reason);
}
