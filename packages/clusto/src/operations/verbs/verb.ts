import type { Clusto } from '../clusto.ts';
import type { Reach } from './reach.ts';
import type { VerbKind } from './verb-kind.ts';

/** What the caller needs the right to. */
export type VerbAccess = 'read' | 'write' | 'operate' | 'admin';

/** An operation as it is called by its name, here or at a server. */
export interface Verb<Given extends readonly unknown[], Result> {
  readonly access: VerbAccess;
  readonly kind: VerbKind;
  /** The field of what it gives that is secret, and in the first answer of a server alone. */
  readonly secret?: string;
  readonly run: (clusto: Clusto, ...given: Given) => Promise<Result>;
}

/** What has a field that is not in every answer. */
export type Once<Result, Field extends keyof Result> = Omit<Result, Field> & Partial<Pick<Result, Field>>;

type Run<Given extends readonly unknown[], Result> = Verb<Given, Result>['run'];

export const asks = <Given extends readonly unknown[], Result>(
  run: Run<Given, Result>,
  access: 'read' | 'operate' | 'admin' = 'read',
): Verb<Given, Result> => ({ access, kind: 'asks', run });

export const changes = <Given extends readonly unknown[], Result>(
  run: Run<Given, Result>,
  access: 'write' | 'admin' = 'write',
): Verb<Given, Result> => ({ access, kind: 'changes', run });

export const acts = <Given extends readonly unknown[], Result>(
  access: VerbAccess,
  run: Run<Given, Result>,
): Verb<Given, Result> => ({ access, kind: 'acts', run });

export const reaches = <Given extends readonly [reach: Reach, ...more: unknown[]], Result>(
  run: Run<Given, Result>,
  access: 'operate' | 'admin' = 'operate',
): Verb<Given, Result> => ({ access, kind: 'reaches', run });

export const withSecret = <Given extends readonly unknown[], Result>(
  secret: string & keyof Result,
  verb: Verb<Given, Result>,
): Verb<Given, Result> => ({ ...verb, secret });
