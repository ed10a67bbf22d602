import { once } from 'node:events';

/** The reader of a pipe may have seen enough, as `head` has. Streams are opened when they are used, which costs a start. */
const opened = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
  stream.listenerCount('error') > 0
    ? stream
    : stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

/** Data as it is, without an end of the line. @returns whether more may be written at once */
export const printPart = (text: string): boolean => opened(process.stdout).write(text);

/** What else there is to say, without an end of the line. */
export const notePart = (text: string): boolean => opened(process.stderr).write(text);

/** Data goes to stdout, whatever else there is to say to stderr: a pipe gets data only. */
export function print(text: string): void {
  printPart(`${text}\n`);
}

/** Data in pieces: waits where the reader is slower, so that they do not pile up in memory. */
export async function writeOut(text: string): Promise<void> {
  if (!printPart(text)) await once(process.stdout, 'drain');
}

export function note(text: string): void {
  notePart(`${text}\n`);
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
