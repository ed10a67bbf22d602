import { setTimeout as delay } from 'node:timers/promises';
import { type ClustoException, failure, show } from '../base/errors.ts';
import { type Log } from './log/log.ts';
import { type Service, type ServiceContext } from './service.ts';
import { type ServiceReport, type ServiceState } from './service-report.ts';
import { type InheritedSocket } from './sockets/inherited-sockets.ts';

/** What the services of a process have in common; the runner makes the context of each from it. */
export interface SharedContext extends Pick<ServiceContext, 'inventory' | 'log' | 'metrics'> {
  readonly socketsOf: (service: string) => readonly InheritedSocket[];
}

interface Entry {
  readonly service: Service;
  state: ServiceState;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : show(error));

/** Runs several services as one: they start together, and if one fails all of them stop. */
export class ServiceRunner {
  readonly #entries: readonly Entry[];
  readonly #log: Log;
  readonly #life = new AbortController();
  readonly #failed = Promise.withResolvers<ClustoException>();
  #shared: SharedContext | undefined;
  #stopped: Promise<void> | undefined;
  #starts: readonly Promise<void>[] = [];

  constructor(services: readonly Service[], log: Log) {
    this.#entries = services.map((service) => ({ service, state: 'starting' }));
    this.#log = log;
  }

  /** Resolves with SERVICE_FAILED when a service cannot start, or cannot go on. */
  get failed(): Promise<ClustoException> {
    return this.#failed.promise;
  }

  reports(): ServiceReport[] {
    return this.#entries.map(({ service, state }) => ({ name: service.name, state, health: service.health() }));
  }

  /** Starts all of them. If one fails the others are stopped. @throws SERVICE_FAILED */
  async start(shared: SharedContext): Promise<void> {
    this.#shared = shared;
    this.#starts = this.#entries.map((entry) => this.#start(entry, shared));
    try {
      await Promise.all(this.#starts);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Hands a new context to all of them. If one refuses it, those that have taken it get the old one back.
   * @throws what the service threw that refused
   */
  async reload(shared: SharedContext): Promise<void> {
    const before = this.#shared;
    const taken: Entry[] = [];
    try {
      for (const entry of this.#entries) {
        await entry.service.reload(this.#contextFor(entry, shared));
        taken.push(entry);
      }
      this.#shared = shared;
    } catch (error) {
      if (before !== undefined)
        for (const entry of taken)
          await entry.service.reload(this.#contextFor(entry, before)).catch((lost: unknown) => this.#fail(entry, lost));
      throw error;
    }
  }

  /** Lets all of them finish what is under way. @param timeout in milliseconds, for each */
  async drain(timeout: number): Promise<void> {
    await Promise.all(this.#entries.map((entry) => this.#drain(entry, timeout)));
  }

  /** Stops all of them, also while they start. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    this.#life.abort();
    await Promise.allSettled(this.#starts);
    await Promise.all(this.#entries.map((entry) => this.#stop(entry)));
  }

  #contextFor(entry: Entry, { socketsOf, ...shared }: SharedContext): ServiceContext {
    return {
      ...shared,
      sockets: socketsOf(entry.service.name),
      signal: this.#life.signal,
      fail: (error) => void this.#fail(entry, error),
    };
  }

  #fail(entry: Entry, error: unknown): ClustoException {
    const { name } = entry.service;
    const reason = reasonOf(error).replace(/[^.!?]$/, '$&.');
    const failed = failure('SERVICE_FAILED', { name, reason }, error);
    // what fails because it is being stopped is not what went wrong
    if (this.#life.signal.aborted) return failed;
    entry.state = 'failed';
    this.#log.write('SERVICE_FAILED', { name, reason });
    this.#failed.resolve(failed);
    return failed;
  }

  async #start(entry: Entry, shared: SharedContext): Promise<void> {
    const { service } = entry;
    this.#log.write('SERVICE_STARTING', { name: service.name });
    try {
      await service.start(this.#contextFor(entry, shared));
    } catch (error) {
      throw this.#fail(entry, error);
    }
    if (this.#life.signal.aborted || entry.state !== 'starting') return;
    entry.state = 'ready';
    this.#log.write('SERVICE_READY', { name: service.name });
  }

  async #drain(entry: Entry, timeout: number): Promise<void> {
    if (entry.state !== 'ready') return;
    const { name } = entry.service;
    entry.state = 'draining';
    this.#log.write('SERVICE_DRAINING', { name });
    const over = new AbortController();
    const limit = delay(timeout, 'late', { signal: over.signal }).catch(() => undefined);
    try {
      if ((await Promise.race([entry.service.drain(), limit])) === 'late')
        this.#log.write('SERVICE_DRAIN_TIMEOUT', { name, milliseconds: timeout });
    } catch (error) {
      this.#log.write('SERVICE_STOP_FAILED', { name, reason: reasonOf(error) });
    } finally {
      over.abort();
    }
  }

  async #stop(entry: Entry): Promise<void> {
    const { name } = entry.service;
    try {
      await entry.service.stop();
      if (entry.state === 'failed') return;
      entry.state = 'stopped';
      this.#log.write('SERVICE_STOPPED', { name });
    } catch (error) {
      this.#log.write('SERVICE_STOP_FAILED', { name, reason: reasonOf(error) });
    }
  }
}
