import { exitCodeOf } from './exit-codes.ts';
import { note } from './print.ts';
import { reportError } from './report-error.ts';
import { run } from './run.ts';

/** Runs the command line of this process. @returns the exit status */
export function start(args: readonly string[]): Promise<number> {
  // a script may start something and not await it
  process.on('uncaughtException', (error) => {
    note(reportError(error));
    process.exit(exitCodeOf(error));
  });
  return run(args);
}
