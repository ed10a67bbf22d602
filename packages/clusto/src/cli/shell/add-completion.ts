import { type REPLServer } from 'node:repl';
import { type Clusto } from '../../operations/clusto.ts';

const mostNames = 100;

/** The beginning of a name that stands in open quotes at the end of a line. */
export function openQuoted(line: string): string | undefined {
  const closed = /^(?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*/.exec(line)?.[0].length ?? 0;
  return closed === line.length ? undefined : line.slice(closed + 1);
}

type Completion = [candidates: string[], begun: string];
type Complete = (line: string, done: (error: Error | null, result: Completion) => void) => void;

async function names(clusto: Clusto, begun: string): Promise<Completion> {
  try {
    return [await clusto.reader.namesFrom(begun, `${begun}\u{10FFFF}`, mostNames), begun];
  } catch {
    // there is no place for an error in the middle of a line
    return [[], begun];
  }
}

/** Inside quotes the tabulator completes names of entities; elsewhere what JavaScript knows. */
export function addCompletion(server: REPLServer, clusto: Clusto): void {
  const complete = server.completer as Complete;
  const completer = async (line: string, done: Parameters<Complete>[1]): Promise<void> => {
    const begun = openQuoted(line);
    if (begun === undefined) complete(line, done);
    else done(null, await names(clusto, begun));
  };
  Object.assign(server, { completer });
}
