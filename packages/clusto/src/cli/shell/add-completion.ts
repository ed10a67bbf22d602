import { type REPLServer } from 'node:repl';
import { type ShellSurface } from './shell-surface.ts';

/** The beginning of a name that stands in open quotes at the end of a line. */
export function openQuoted(line: string): string | undefined {
  const closed = /^(?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*/.exec(line)?.[0].length ?? 0;
  return closed === line.length ? undefined : line.slice(closed + 1);
}

type Completion = [candidates: string[], begun: string];
type Complete = (line: string, done: (error: Error | null, result: Completion) => void) => void;

async function names({ namesFrom }: ShellSurface, begun: string): Promise<Completion> {
  try {
    return [[...(await namesFrom(begun))], begun];
  } catch {
    // there is no place for an error in the middle of a line
    return [[], begun];
  }
}

/** Inside quotes the tabulator completes names of entities; elsewhere what JavaScript knows. */
export function addCompletion(server: REPLServer, surface: ShellSurface): void {
  const complete = server.completer as Complete;
  const completer = async (line: string, done: Parameters<Complete>[1]): Promise<void> => {
    const begun = openQuoted(line);
    if (begun === undefined) complete(line, done);
    else done(null, await names(surface, begun));
  };
  Object.assign(server, { completer });
}
