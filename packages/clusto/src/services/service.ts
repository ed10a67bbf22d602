import { type Registry } from 'prom-client';
import { type Clusto } from '../operations/clusto.ts';
import { type Log } from './log/log.ts';
import { type InheritedSocket } from './sockets/inherited-sockets.ts';

/** What a service lives on. A reload brings a new one. */
export interface ServiceContext {
  /** The inventory; the settings of the service are its section `inventory.settings(NAME)`. */
  readonly inventory: Clusto;
  readonly log: Log;
  /** Where the service registers its metrics when it starts. */
  readonly metrics: Registry;
  /** The sockets that were made for this service before the process began. */
  readonly sockets: readonly InheritedSocket[];
  /** Given when the service is to stop: what it waits for is not worth waiting for any more. */
  readonly signal: AbortSignal;
  /** The service cannot go on: all services of the process are stopped. */
  readonly fail: (error: unknown) => void;
}

/** How a service is: `degraded` answers, but not from the present truth, or not as fast as it should. */
export interface ServiceHealth {
  readonly status: 'ok' | 'degraded';
  /** What is wrong, in a sentence. */
  readonly reason?: string;
}

/** A part that runs for long. Its methods are called one after the other; `stop` comes last and once. */
export interface Service {
  readonly name: string;
  /** Resolves when the service does its work. */
  start(context: ServiceContext): Promise<void>;
  /** Takes a new context as a whole, or throws and goes on with the old one. */
  reload(context: ServiceContext): Promise<void>;
  /** Takes no new work and finishes what is under way. */
  drain(): Promise<void>;
  /** Gives everything back, also when the service has not begun, or has failed. */
  stop(): Promise<void>;
  health(): ServiceHealth;
}
