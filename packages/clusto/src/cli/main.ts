import { run } from './run.ts';

for (const stream of [process.stdout, process.stderr]) {
  // the reader of a pipe has seen enough, as `head` does
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

process.exitCode = await run(process.argv.slice(2));
