import { type REPLServer } from 'node:repl';
import { type Clusto } from '../../operations/clusto.ts';

const mostNames = 100;

/** The beginning of a name that stands in open quotes at the end of a line. */
export function openQuoted(line: string): string | undefined {
  let quote: string | undefined;
  let start = 0;
  for (const [index, character] of [...line].entries()) {
    if (quote === undefined && /['"`]/.test(character)) [quote, start] = [character, index + 1];
    else if (character === quote) quote = undefined;
  }
  return quote === undefined ? undefined : [...line].slice(start).join('');
}

/** Inside quotes the tabulator completes names of entities; elsewhere what JavaScript knows. */
export function addCompletion(server: REPLServer, clusto: Clusto): void {
  const complete = server.completer;
  type Done = (error: Error | null, result: [string[], string]) => void;
  const completer = (line: string, done: Done): void => {
    const begun = openQuoted(line);
    if (begun === undefined) return void (complete as (line: string, done: Done) => void)(line, done);
    clusto.reader.namesFrom(begun, `${begun}\u{10FFFF}`, mostNames).then(
      (names) => done(null, [names, begun]),
      () => done(null, [[], begun]),
    );
  };
  Object.assign(server, { completer });
}
