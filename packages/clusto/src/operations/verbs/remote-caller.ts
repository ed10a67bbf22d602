import type { VerbKind } from './verb-kind.ts';

/** Calls verbs at a server, for an inventory that is there. */
export interface RemoteCaller {
  /** Where it is. */
  readonly server: string;
  /** @returns what each of the calls gave; all of them or none, at one version */
  call(name: string, kind: VerbKind, calls: readonly (readonly unknown[])[]): Promise<unknown[]>;
  /** Has the server undo again what is changed in the work. */
  rehearse<T>(work: () => Promise<T>): Promise<T>;
}
