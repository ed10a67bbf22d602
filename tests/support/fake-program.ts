import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A stand-in for a program. */
export interface FakeProgram extends AsyncDisposable {
  readonly path: string;
  /** The arguments of each call, one a line in the file; those of a call separated by spaces. */
  calls(): Promise<string[]>;
}

/**
 * Makes an executable that notes its arguments and then runs a script of the shell.
 * @param script sees the arguments as `$*`, and a folder of its own as `$HERE`
 */
export async function makeFakeProgram(name: string, script: string): Promise<FakeProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-program-'));
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nHERE='${folder}'\necho "$*" >> "$HERE/calls"\n${script}\n`);
  await chmod(path, 0o755);
  return {
    path,
    calls: async () => (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
