/** Runs one task at a time, in the order of asking. Not re-entrant: a task that awaits `run` of its own mutex never ends. */
export class Mutex {
  /** Settles, never rejecting, when the last task in the queue has ended. */
  #tail: Promise<void> = Promise.resolve();

  /**
   * Runs the task after every earlier one has ended, whether well or not. Never before `run` has returned.
   * @returns what the task returns, or its rejection.
   */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(() => task());
    const ended = (): void => undefined;
    this.#tail = result.then(ended, ended);
    return result;
  }

  /** Resolves when nothing runs or waits, tasks included that were added meanwhile. */
  async idle(): Promise<void> {
    let awaited: Promise<void>;
    do {
      awaited = this.#tail;
      await awaited;
    } while (awaited !== this.#tail);
  }
}
