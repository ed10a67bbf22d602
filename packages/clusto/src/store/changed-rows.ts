import type { AttributeColumns } from './rows.ts';

/** For which versions a row holds. */
export interface Lifetime {
  readonly from: number;
  /** Before which version it ended; of a live row `open`. */
  readonly to: number;
}

/** What an entity was called, and of which kind it was. */
export interface StateRecord extends Lifetime {
  readonly id: number;
  readonly entity: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

export interface AttributeRecord extends Lifetime, AttributeColumns {
  readonly relation: number | null;
}

/** A place of a member in a container. */
export interface MembershipRecord extends Lifetime {
  readonly id: number;
  readonly container: number;
  readonly member: number;
  readonly number: number;
  readonly subkey: string | null;
}

/** The claim on a resource. */
export interface AllocationRecord extends Lifetime {
  /** The attribute that carries the resource. */
  readonly id: number;
  readonly entity: number;
  readonly manager: number;
  readonly space: string;
  readonly resource: Buffer;
  readonly forced: number;
  readonly sequence: string | null;
  readonly position: Buffer | null;
}

/** The rows of all four tables that have to do with a change. */
export interface RecordSet {
  readonly states: readonly StateRecord[];
  readonly attributes: readonly AttributeRecord[];
  readonly memberships: readonly MembershipRecord[];
  readonly allocations: readonly AllocationRecord[];
}

/** What was not there before a change, and what is not there after it. */
export interface ChangedRows {
  readonly begun: RecordSet;
  readonly ended: RecordSet;
}
