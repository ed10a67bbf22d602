import { type SkippedThings } from './skipped.ts';

/** A file for another tool, made of the inventory as it is at one version. */
export interface Output {
  /** The version that it shows: the same version and the same parameters give the same text. */
  readonly version: number;
  readonly mediaType: string;
  /** What of the inventory is not in it, and why. */
  readonly skipped: readonly SkippedThings[];
  /** The text, made piece by piece while it is read. */
  readonly pieces: Iterable<string>;
  /** What may differ in a file that is there already without it having to be written again: a serial number. */
  readonly passing?: RegExp;
}
