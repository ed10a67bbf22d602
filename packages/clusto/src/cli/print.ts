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

/** JSON as people read it; integers beyond 2^53 as text, as everywhere in clusto. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2));
}
