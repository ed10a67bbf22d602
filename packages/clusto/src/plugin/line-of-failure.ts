import { pathToFileURL } from 'node:url';

/** The line of a file in which an error arose, as far as its stack tells. */
export function lineOfFailure(error: unknown, file: string): number | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const name of [pathToFileURL(file).href, file]) {
    const at = error.stack.indexOf(name);
    const line = at < 0 ? undefined : /^(?:\?[^:]*)?:(\d+)/.exec(error.stack.slice(at + name.length))?.[1];
    if (line !== undefined) return Number(line);
  }
  return undefined;
}
