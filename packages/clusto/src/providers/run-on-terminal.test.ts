import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const module = new URL('./run-on-terminal.ts', import.meta.url).href;

/** Runs a program through `runOnTerminal`, in a process that has a pseudo-terminal or none. */
async function attempt(terminal: boolean, ...command: [string, ...string[]]): Promise<string> {
  const [program, ...args] = command;
  const script = `const { runOnTerminal } = await import(${JSON.stringify(module)});
    const args = ${JSON.stringify(args)};
    console.log(String(await runOnTerminal(${JSON.stringify(program)}, args, 'a test').catch((error) => error.code)));`;
  const node = [process.execPath, '--conditions=clusto-dev', '--input-type=module', '-e', script];
  const quoted = node.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const result = terminal
    ? await runProgram('script', ['-qec', quoted, '/dev/null'])
    : await runProgram(node[0] as string, node.slice(1));
  return result.stdout.replaceAll('\r', '').trim();
}

test('the program has the terminal, gets arguments as they are, and tells its status', async () => {
  expect(
    await attempt(true, 'sh', '-c', 'test -t 0 && test -t 1 && printf "%s\\n" "$1"; exit 3', 'sh', '; $HOME'),
  ).toBe('; $HOME\n3');
});

test('without a terminal nothing is run', async () => {
  expect(await attempt(false, 'echo', 'run')).toBe('TERMINAL_MISSING');
});

test('a program that is missing is told', async () => {
  expect(await attempt(true, 'no-such-program')).toBe('PROGRAM_MISSING');
});
