import { type Command, CommanderError } from 'commander';
import { failure } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { ExitStatus } from './exit-status.ts';
import { note } from './print.ts';
import { programFor } from './program.ts';
import { reportError } from './report-error.ts';

/** The verbs of the noun on this line: few enough to name them all. */
function verbsOf(program: Command, args: readonly string[]): string {
  const noun = program.commands.find((command) => args.includes(command.name()));
  const verbs = noun?.commands.map((command) => command.name()).filter((name) => name !== 'help') ?? [];
  return verbs.length === 0 ? '' : `; ${noun?.name()} has ${verbs.join(', ')}`;
}

/** What commander complains about, in the form of all other errors. */
function usage(error: CommanderError, program: Command, args: readonly string[]): Error {
  const reason = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const isClosed = /[.?)]$/.test(reason);
  const verbs = error.code === 'commander.unknownCommand' && !isClosed ? verbsOf(program, args) : '';
  return failure('USAGE', {
    reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${verbs}${isClosed ? '' : '.'}`,
  });
}

/** Runs one command line. @returns the exit status */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const program = await programFor(args);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof ExitStatus) return error.status;
    if (!(error instanceof CommanderError)) {
      note(reportError(error));
      return exitCodeOf(error);
    }
    if (error.exitCode === 0) return 0;
    // without a command the help has been shown, on stderr
    if (error.code === 'commander.help') return 2;
    const wrong = usage(error, await programFor(args), args);
    note(reportError(wrong));
    return exitCodeOf(wrong);
  }
}
