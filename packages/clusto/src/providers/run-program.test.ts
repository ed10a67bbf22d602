import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

test('gives output and status, and hands arguments on as they are', async () => {
  expect(await runProgram('sh', ['-c', 'printf %s "$1"; echo no >&2; exit 3', 'sh', 'a; echo $HOME'])).toEqual({
    status: 3,
    stdout: 'a; echo $HOME',
    stderr: 'no\n',
  });
});

test('feeds the standard input, and speaks English', async () => {
  expect((await runProgram('cat', [], { input: 'text' })).stdout).toBe('text');
  expect((await runProgram('printenv', ['LC_ALL'])).stdout).toBe('C\n');
  expect((await runProgram('true', [], { input: 'x'.repeat(1_000_000) })).status).toBe(0);
});

test('says that a program is missing', async () => {
  await expect(runProgram('no-such-program', [])).rejects.toMatchObject({ code: 'PROGRAM_MISSING' });
});

test('stops a program that takes too long, or is no longer wanted', async () => {
  await expect(runProgram('sleep', ['60'], { timeout: 50 })).rejects.toMatchObject({ code: 'PROGRAM_TIMEOUT' });
  const controller = new AbortController();
  const running = runProgram('sleep', ['60'], { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await expect(runProgram('true', [], { signal: controller.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
