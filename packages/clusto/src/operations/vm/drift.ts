import type { ObservedMachine, ObservedVolume } from '../../drivers/machines/observe-host.ts';
import type { KnownMachine } from './known-machine.ts';
import type { Observation } from './observe-hosts.ts';

/** A way in which clusto and the hypervisors can differ. */
export type DriftKind =
  | 'unknown-domain'
  | 'missing-domain'
  | 'moved-domain'
  | 'second-domain'
  | 'orphan-volume'
  | 'missing-volume'
  | 'memory'
  | 'cpucount'
  | 'mac'
  | 'state';

/** One difference. Its id is the same as long as the difference is. */
export interface Drift {
  /** `kind:machine`, or `kind:host/name` for what has no entity. */
  readonly id: string;
  readonly kind: DriftKind;
  readonly host: string;
  /** What clusto says, and what the hypervisor does, each in a phrase. */
  readonly clusto: string;
  readonly hypervisor: string;
  /** What `--fix`, or `--adopt` for an unknown domain, would do; null where a person has to decide. */
  readonly remedy: string | null;
}

/** A difference with what is needed to end it. */
export interface DriftCase extends Drift {
  readonly observation: Observation;
  readonly known?: KnownMachine | undefined;
  readonly domain?: ObservedMachine | undefined;
  readonly volume?: ObservedVolume | undefined;
}

/** Only what a person or a program reads. */
export function asDrift({ id, kind, host, clusto, hypervisor, remedy }: DriftCase): Drift {
  return { id, kind, host, clusto, hypervisor, remedy };
}
