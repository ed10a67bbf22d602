import { Command, Option } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interruptible.ts';
import { momentForms, readMoment } from '../read-moment.ts';
import { atOption, type ReadOptions } from '../options.ts';
import { pointAtQuery } from '../point-at-query.ts';
import { jsonLine, note, writeOut } from '../print.ts';
import { reportError } from '../report-error.ts';
import { readCount } from '../version-options.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface WatchOptions extends ReadOptions {
  readonly since?: string;
  readonly query?: string;
  readonly merge?: boolean;
  readonly limit?: number;
}

const examples = `
Examples:
  clusto watch
  clusto watch --query 'pool = production' --json
  clusto watch --since 0 --at 2026-11-01T00:00:00Z
  clusto watch --since 1234 --json | my-program

With --json each version is one line. To go on later where you were, give the number of the last one to --since.`;

const onOutage = (error: unknown): void =>
  note(error === null ? 'there is an answer again' : `${reportError(error, 'warning')}\n  It is tried again.`);

export function watchCommand(): Command {
  return new Command('watch')
    .description('Prints versions as they are committed, whoever makes them, each with what it changed, until Ctrl-C.')
    .option(
      '--since <moment>',
      `all that came after this moment: ${momentForms}; 0 is all; without it what comes from now on`,
      readMoment,
    )
    .option('--query <query>', 'only what enters the result of this query, changes in it or leaves it')
    .option('--merge', 'attributes of containers count as those of what is in them')
    .addOption(new Option('-n, --limit <count>', 'end after so many versions').argParser(readCount))
    .addOption(atOption())
    .addHelpText('after', examples)
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<WatchOptions>();
      const { query, merge, limit = Infinity } = options;
      const { followedAsText } = await import('../versions-as-text.ts');
      const isInterrupted = await interruptible({ outcome: null }, async (signal) => {
        await pointAtQuery(query, () =>
          reading(options, async (clusto) => {
            const since = options.since ?? (await call(clusto, 'version'));
            if (!clusto.isPast) note(`what comes after ${since}, until Ctrl-C`);
            let left = limit;
            if (left === 0) return;
            for await (const version of clusto.changes({ since, query, merge, signal, onOutage })) {
              await writeOut(`${options.json === true ? jsonLine(version) : followedAsText(version)}\n`);
              left -= 1;
              if (left === 0) break;
            }
          }),
        );
        return signal.aborted;
      });
      if (isInterrupted) process.exit(exitCodes.interrupted);
    });
}
