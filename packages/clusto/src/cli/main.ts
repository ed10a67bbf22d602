import { exitCodeOf } from './exit-codes.ts';
import { note } from './print.ts';
import { reportError } from './report-error.ts';
import { run } from './run.ts';

for (const stream of [process.stdout, process.stderr]) {
  // the reader of a pipe has seen enough, as `head` does
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

// a script may start something and not await it
process.on('uncaughtException', (error) => {
  note(reportError(error));
  process.exit(exitCodeOf(error));
});

process.exitCode = await run(process.argv.slice(2));
