/** What stands against undoing: a later change that builds on what would be undone, in one sentence. */
export interface UndoConflict {
  /** The later version. */
  readonly version: number;
  readonly reason: string;
}

/** Collects conflicts, each once. */
export class Conflicts {
  readonly #found = new Map<string, UndoConflict>();

  add(version: number, reason: string): void {
    this.#found.set(`${version}/${reason}`, { version, reason: `${reason} (version ${version})` });
  }

  /** The earliest first. */
  get all(): UndoConflict[] {
    return [...this.#found.values()].sort((one, other) => one.version - other.version);
  }
}
