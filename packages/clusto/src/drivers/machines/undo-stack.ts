import { ClustoException } from '../../base/errors.ts';

interface Undo {
  readonly what: string;
  readonly undo: () => Promise<unknown>;
}

/** What an operation has made so far, to be taken back if it cannot go on. */
export class UndoStack {
  readonly #made: Undo[] = [];

  /** @param what as messages name it: `volume v1-root` */
  push(what: string, undo: () => Promise<unknown>): void {
    this.#made.push({ what, undo });
  }

  /** Forgets what was pushed last: it turned out to be somebody else's. */
  drop(): void {
    this.#made.pop();
  }

  /**
   * Takes back everything, the newest first.
   * @returns the error with what was undone added to its sentence; and whether something is left, which is then named
   */
  async undo(error: unknown): Promise<{ readonly error: unknown; readonly isClean: boolean }> {
    const undone: string[] = [];
    const left: string[] = [];
    for (const { what, undo } of this.#made.splice(0).reverse()) {
      try {
        await undo();
        undone.push(what);
      } catch (problem) {
        left.push(`${what} (${problem instanceof Error ? problem.message.replace(/\.$/, '') : String(problem)})`);
      }
    }
    const told = [
      ...(undone.length > 0 ? [`undone: ${undone.join(', ')}`] : []),
      ...(left.length > 0 ? [`left behind: ${left.join(', ')}; run \`clusto vm repair\``] : []),
    ];
    return { error: withMore(error, told), isClean: left.length === 0 };
  }
}

/** The same error with more in its sentence. */
export function withMore(error: unknown, more: readonly string[]): unknown {
  if (!(error instanceof ClustoException) || more.length === 0) return error;
  const Kind = error.constructor as typeof ClustoException;
  const message = `${error.message.replace(/\.$/, '')}; ${more.join('; ')}.`;
  return new Kind(error.code, message, error.detail, error.cause ?? error);
}
