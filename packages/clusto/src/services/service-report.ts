import { type ServiceHealth } from './service.ts';

/** The life of a service, in order; `failed` may follow each but the last. */
export const serviceStates = ['starting', 'ready', 'draining', 'failed', 'stopped'] as const;

export type ServiceState = (typeof serviceStates)[number];

/** How a service is, as health and metrics show it. */
export interface ServiceReport {
  readonly name: string;
  readonly state: ServiceState;
  readonly health: ServiceHealth;
}
