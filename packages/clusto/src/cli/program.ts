import { Command } from 'commander';
import { globalOptions } from './options.ts';
import { commands } from './commands/commands.ts';
import { clustoVersion } from '../base/clusto-version.ts';
import { refuseLocal } from './refuse-local.ts';
import { notePart, printPart } from './print.ts';

const valueOptions = new Set(['--dsn', '--config']);

/** The words of a command line that are no options, as far as can be told before it is parsed. */
function words(args: readonly string[]): string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !valueOptions.has(args[index - 1] ?? ''));
}

/** What a list of commands says of one: its description as far as the first stop, in small letters as of all others. */
function summaryOf(description: string): string {
  const [beginning = ''] = /^[^.;:]*/.exec(description) ?? [];
  return beginning.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  if (command.summary() === '') command.summary(summaryOf(command.description()));
  for (const sub of command.commands) inherit(sub, command);
}

/**
 * The command line as commander knows it, with the commands that are needed loaded and the others as names.
 * @param needed names of commands
 * @param named all that the program has
 */
export async function buildProgram(
  needed: ReadonlySet<string>,
  named: readonly string[] = Object.keys(commands),
): Promise<Command> {
  const program = new Command('clusto')
    .description('A versioned inventory of everything in a datacenter.')
    .version(clustoVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show the help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    // errors are reported in one place, see main
    .configureOutput({ outputError: () => {}, writeOut: printPart, writeErr: notePart })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() });
  program.hook('preAction', (_, command) => refuseLocal(command));
  for (const option of globalOptions()) program.addOption(option);
  for (const [name, { summary, load }] of Object.entries(commands)) {
    if (!named.includes(name)) continue;
    const command = needed.has(name) ? await load() : new Command(name);
    inherit(command.summary(summary).helpOption('-h, --help', 'show the help'), program);
    program.addCommand(command);
  }
  return program;
}

/** The program with the command of this line loaded; it has no other one unless the line is about them all. */
export function programFor(args: readonly string[]): Promise<Command> {
  const [first = '', second = ''] = words(args);
  const needed = new Set([first === 'help' ? second : first]);
  return Object.hasOwn(commands, first) ? buildProgram(needed, [first]) : buildProgram(needed);
}
