/** What to do about a value that a file wants. */
export type Decision = 'same' | 'change' | 'stays' | 'conflict';

/**
 * Compares what is there, what a file wants, and what it wanted when it was last applied; each as a text.
 * @param applied undefined where it said nothing of it
 * @param overwrite whether the file is right in any case
 */
export function decide(live: string, wanted: string, applied: string | undefined, overwrite: boolean): Decision {
  if (live === wanted) return 'same';
  if (overwrite || applied === undefined || live === applied) return 'change';
  return wanted === applied ? 'stays' : 'conflict';
}

/** What has been changed in the inventory since the files were applied. */
export interface LiveChange {
  /** One sentence without its end, which names the version. */
  readonly reason: string;
  readonly version: number;
}

/** Collects what was changed in the inventory: what stays so, and what the files want otherwise. */
export class LiveChanges {
  readonly stays: LiveChange[] = [];
  readonly conflicts: LiveChange[] = [];

  add(decision: 'stays' | 'conflict', what: string, version: number): void {
    const list = decision === 'stays' ? this.stays : this.conflicts;
    list.push({ reason: `${what} in version ${version}`, version });
  }
}
