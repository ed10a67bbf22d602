/** What was left out of an output for one reason. */
export interface SkippedThings {
  /** Goes on from "left out": `no address`. */
  readonly reason: string;
  /** Entities, or attributes, in the order of the output. */
  readonly things: readonly string[];
}

/** Collects what is left out, by reason. */
export class Skipped {
  readonly #things = new Map<string, Set<string>>();

  add(reason: string, thing: string): void {
    const things = this.#things.get(reason) ?? new Set();
    this.#things.set(reason, things.add(thing));
  }

  list(): SkippedThings[] {
    return [...this.#things].map(([reason, things]) => ({ reason, things: [...things] }));
  }
}
