import type { HostDescription } from '../../providers/ssh/host-description.ts';
import type { HostMark } from './recognise-host.ts';

/** Where a host is otherwise than it is meant to be. */
export interface HostDifference {
  /** `system memory`, `disk 0 serial`, `port-nic-eth 1 mac`, `ip`. */
  readonly attribute: string;
  /** Null where nothing is meant. */
  readonly intended: string | null;
  /** Null where it is there no more. */
  readonly observed: string | null;
  /** Why it stays as it is; null where it can be written, or was. */
  readonly problem: string | null;
}

/**
 * What became of a host.
 * - `same`: it is as it is meant; `differs`: it is not, and nothing was written
 * - `updated`: what differed is meant now; `created`: it was not known, and has an entity now
 * - `unknown`: no entity has its serial number, MAC addresses or address
 * - `failed`: with an error
 */
export type HostAction = 'same' | 'differs' | 'updated' | 'created' | 'unknown' | 'failed';

export interface HostReport {
  /** Where it was asked; null for an entity that has no address. */
  readonly address: string | null;
  readonly entity: string | null;
  readonly recognisedBy: HostMark | null;
  readonly action: HostAction;
  readonly differences: readonly HostDifference[];
  /** Of `failed`: the code of the error, and its sentence. */
  readonly code: string | null;
  readonly error: string | null;
  /** What it says of itself; null where it could not be asked. */
  readonly host: HostDescription | null;
}
