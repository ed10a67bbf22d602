/** Data goes to stdout, whatever else there is to say to stderr: a pipe gets data only. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** JSON as people read it; integers beyond 2^53 as text, as everywhere in clusto. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2));
}
