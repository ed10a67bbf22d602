import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run of the tests is asked for the package as it is published. */
    builderPort: number;
  }
}

const root = join(import.meta.dirname, '../..');
const source = join(root, 'packages/clusto');

async function build(): Promise<string> {
  await mkdir(join(source, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(source, '.cache/built-'));
  try {
    await cp(join(source, 'package.json'), join(folder, 'package.json'));
    const bundler = join(root, 'node_modules/.bin/tsdown');
    await promisify(execFile)(bundler, ['--out-dir', join(folder, 'dist')], { cwd: source });
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

/** Builds the package once for the whole run, when a file asks for it for the first time. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let built: Promise<string> | undefined;
  const server: Server = createServer((socket) => {
    built ??= build();
    built.then(
      (folder) => socket.end(folder),
      (error: unknown) => socket.end(`failed: ${String(error)}`),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  project.provide('builderPort', (server.address() as { port: number }).port);
  return async () => {
    server.close();
    const folder = await built?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true });
  };
}

/**
 * The folder of a package as it is published, `dist` and `package.json`, made of the sources by the first who asks for it in a
 * run: its program starts with a third of the processor time that the sources take.
 * @throws Error when it cannot be built
 */
export async function builtClusto(): Promise<string> {
  const answer = await text(connect(inject('builderPort'), '127.0.0.1'));
  if (answer.startsWith('failed: ')) throw new Error(answer);
  return answer;
}
