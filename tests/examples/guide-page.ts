import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, runProcess } from './run-process.ts';

/** What a page wants to be done at one place: an example file to be run, or a command with what it prints. */
type Step =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'command'; readonly line: number; readonly command: string; readonly output: readonly string[] };

/** The steps of a page in its order; an example that it quotes several times is run once. */
function steps(page: string): Step[] {
  const found: Step[] = [];
  const lines = page.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, language, file] = /^```(\w+)(?: file=([^\s#]+)\S*)?$/.exec(lines[index] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', index + 1);
    if (
      file?.startsWith('examples/plugins/') === false &&
      /\.[jt]s$/.test(file) &&
      !found.some((step) => step.kind === 'file' && step.file === file)
    )
      found.push({ kind: 'file', file });
    if (language === 'console') {
      const commands = lines
        .slice(index + 1, end)
        .join('\n')
        .split(/^\$ /m)
        .slice(1);
      let line = index + 1;
      for (const text of commands) {
        const [command = '', ...output] = text.trimEnd().split('\n');
        found.push({ kind: 'command', line, command, output });
        line += 1 + output.length;
      }
    }
    index = end;
  }
  return found;
}

export interface Played {
  readonly command: string;
  readonly expected: string;
  readonly actual: string;
}

/**
 * Does what a page shows, in its order, in the environment of a new user.
 * @param enter what stands before each command, to have it run somewhere else
 * @returns what each command printed, stdout before stderr; with UPDATE_SESSIONS set it is written into the page too
 * @throws when an example ends with an error
 */
export async function playPage(
  path: string,
  env: Readonly<Record<string, string>>,
  enter: readonly string[] = [],
): Promise<Played[]> {
  const file = join(repository, path);
  const page = readFileSync(file, 'utf8');
  const played: Played[] = [];
  const lines = page.split('\n');
  let shift = 0;
  for (const step of steps(page)) {
    if (step.kind === 'file') {
      const { status, stderr } = await runProcess('node', [step.file], env);
      if (status !== 0) throw new Error(`${step.file}: ${stderr}`);
      continue;
    }
    const { command, output, line } = step;
    const [program, ...args] = [...enter, 'bash', '-c', command];
    const { stdout, stderr } = await runProcess(program, args, env);
    const actual = (stdout + stderr)
      .replaceAll(env['HOME'] as string, '/home/you')
      // a page shows one time for all
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-11-01T12:00:00Z')
      .trimEnd();
    played.push({ command, expected: output.join('\n'), actual });
    const printed = actual === '' ? [] : actual.split('\n');
    lines.splice(line + 1 + shift, output.length, ...printed);
    shift += printed.length - output.length;
  }
  if (process.env['UPDATE_SESSIONS']) writeFileSync(file, lines.join('\n'));
  return played;
}
