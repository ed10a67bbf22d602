import { once } from 'node:events';

/** Data goes to stdout, whatever else there is to say to stderr: a pipe gets data only. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Data in pieces: waits where the reader is slower, so that they do not pile up in memory. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export async function printYaml(value: unknown): Promise<void> {
  const { stringify } = await import('yaml');
  print(stringify(value).trimEnd());
}

/** Integers beyond 2^53 as text, as everywhere in clusto. */
const jsonOf = (value: unknown, indent: number): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), indent);

/** JSON as people read it. */
export function printJson(value: unknown): void {
  print(jsonOf(value, 2));
}

/** JSON in one line, as programs read one thing after the other. */
export const jsonLine = (value: unknown): string => jsonOf(value, 0);
