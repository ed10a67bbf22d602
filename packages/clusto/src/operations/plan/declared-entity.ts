import { type Where } from './entry-problem.ts';
import { type DeclaredValue } from './file-value.ts';

/** Where an item of an entity stands in the file of the entity. */
export interface Item {
  readonly line: number;
  /** In CSV. */
  readonly column?: string | undefined;
}

/** What a place is to have: these values, no value, or whatever secret is there. */
export type DeclaredContent = readonly DeclaredValue[] | 'secret';

export interface DeclaredAttribute extends Item {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  /** No values: there is to be none. */
  readonly content: DeclaredContent;
}

export interface DeclaredPlace extends Item {
  readonly name: string;
  /** Rack units, ascending; none outside of racks. */
  readonly units: readonly number[];
}

export interface DeclaredCable extends Item {
  readonly port: string;
  readonly number: number;
  readonly to: string;
  readonly toNumber: number;
}

export interface DeclaredAllocation extends Item {
  readonly manager: string;
  /** Left out: any of the manager. */
  readonly resource: DeclaredValue | undefined;
  readonly number: number | undefined;
  readonly forced: boolean;
  /** What is stored beside it, by subkey, where that is not what the manager writes. */
  readonly beside: ReadonlyMap<string, DeclaredValue>;
}

/** What a file says of an entity; what it does not say is left as it is. */
export interface DeclaredEntity {
  readonly name: string;
  /** Left out for an entity that is there. */
  readonly driver: string | undefined;
  readonly where: Where;
  readonly attributes: readonly DeclaredAttribute[];
  /** What it is in, in the order of insertion. */
  readonly in: readonly DeclaredPlace[];
  /** What is in it, in the order of insertion. */
  readonly contents: readonly DeclaredPlace[];
  readonly cables: readonly DeclaredCable[];
  readonly allocations: readonly DeclaredAllocation[];
}
/** Where an item of an entity stands. */
export function whereOf({ where }: Pick<DeclaredEntity, 'where'>, { line, column }: Item): Where {
  return { file: where.file, line, ...(column === undefined ? {} : { column }) };
}
