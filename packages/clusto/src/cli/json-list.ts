/** A JSON array that is printed while it grows. */
export class JsonList {
  #isEmpty = true;

  add(item: unknown): void {
    process.stdout.write(`${this.#isEmpty ? '[' : ','}\n  ${JSON.stringify(item)}`);
    this.#isEmpty = false;
  }

  end(): void {
    process.stdout.write(this.#isEmpty ? '[]\n' : '\n]\n');
  }
}
