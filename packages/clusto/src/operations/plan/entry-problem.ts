import { ClustoException, failure } from '../../base/errors.ts';

/** Where an entry stands. */
export interface Where {
  /** As it was named: a path, or `-`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In CSV: the column by its name. */
  readonly column?: string | undefined;
}

/** Something that is wrong with an entry of a file. */
export interface EntryProblem extends Where {
  readonly code: ClustoException['code'];
  /** One sentence. */
  readonly message: string;
}

/** An error of an entry, on a line of its own file. */
class EntryError extends Error {
  readonly line: number;
  readonly failure: ClustoException;

  constructor(line: number, failed: ClustoException) {
    super(failed.message);
    this.line = line;
    this.failure = failed;
  }
}

/** What is wrong with an entry, from a sentence without its end. */
export const entryInvalid = (reason: string): ClustoException =>
  failure('ENTRY_INVALID', { reason: /[.?]$/.test(reason) ? reason : `${reason}.` });

/** @throws ENTRY_INVALID at the line of a part */
export function refuseEntry({ line }: { readonly line: number }, reason: string): never {
  throw new EntryError(line, entryInvalid(reason));
}

/** Collects what is wrong, so that all of it can be told at once. */
export class EntryProblems {
  readonly #found: EntryProblem[];

  /** @param before what was found to be wrong already */
  constructor(before: readonly EntryProblem[] = []) {
    this.#found = [...before];
  }

  /** In the order of the files and lines. */
  get all(): readonly EntryProblem[] {
    return this.#found;
  }

  /** Notes an error that somebody can put right. @throws anything else */
  add(error: unknown, where: Where): void {
    const failed = error instanceof EntryError ? error.failure : error;
    // what concerns the whole is no problem of one entry
    if (
      !(failed instanceof ClustoException) ||
      failed.name === 'StoreException' ||
      failed.name === 'TransactionException'
    )
      throw error;
    const line = error instanceof EntryError ? error.line : where.line;
    this.#found.push({ ...where, line, code: failed.code, message: failed.message });
  }

  /** Does something for an entry, and notes what is wrong with it. @returns what it gives, or undefined */
  async try<T>(where: Where, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.add(error, where);
      return undefined;
    }
  }
}
