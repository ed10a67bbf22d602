import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { configOptions } from '../../packages/clusto/src/cli/config-options.ts';
import { exitCodeMeanings, exitCodes } from '../../packages/clusto/src/cli/exit-codes.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';

type Command = Awaited<ReturnType<typeof buildProgram>>;
type Option = Command['options'][number];

/** Text in the language of man pages (man(7)): what it would take for a request is escaped, and a line begins no request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '')
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/gm, '\\&');
}

/** A paragraph in lines of at most 80 characters, none of which begins a request. */
function paragraph(text: string): string[] {
  const lines: string[] = [];
  for (const word of roff(text).split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 80) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.replace(/^(?=[.'])/, '\\&'));
  }
  return lines;
}

const bold = (text: string): string => `.B ${quoted(text)}`;
/** An argument of a request, which ends at a quote. */
const quoted = (text: string): string => `"${roff(text).replaceAll('"', '\\(dq')}"`;
const term = (name: string, text: string): string[] => ['.TP', bold(name), ...paragraph(text)];

function optionLines(options: readonly Option[]): string[] {
  return options.flatMap(({ flags, description, argChoices, defaultValue, defaultValueDescription }) => {
    const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
    const otherwise: unknown = defaultValueDescription ?? defaultValue;
    const isShown = typeof otherwise === 'string' || typeof otherwise === 'number';
    const shown = isShown ? ` (default: ${otherwise})` : '';
    return term(flags, `${description}${choices}${shown}`);
  });
}

/** The examples that a command shows below its help. */
function examplesOf(command: Command): string[] {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  const [, examples] = /\nExamples?:\n((?: {2}.*\n?|\n)+)\s*$/.exec(text) ?? [];
  if (examples === undefined) return [];
  return ['.PP', '.EX', ...examples.trimEnd().split('\n').map(roff), '.EE'];
}

function commandLines(command: Command, path: string): string[] {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const usage = `${path} ${command.usage().replace('[options] ', '').replace('[options]', '')}`.trim();
  return [
    `.SS ${quoted(usage)}`,
    ...paragraph(command.description()),
    ...command.registeredArguments.flatMap((one) => term(one.name(), one.description)),
    ...optionLines(options),
    ...examplesOf(command),
    ...command.commands.flatMap((sub) => commandLines(sub, `${path} ${sub.name()}`)),
  ];
}

/** packages/clusto/man/clusto.1: the manual page, from the help of every command. */
export async function manPage(): Promise<string> {
  const program = await buildProgram(new Set(Object.keys(commands)));
  const manifest = join(import.meta.dirname, '../../packages/clusto/package.json');
  const { version, description } = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, string>;
  const environment = Object.entries(configOptions).flatMap(([name, { env, description: text }]) =>
    env?.startsWith('CLUSTO_') === true ? term(env, `${name}: ${text}`) : [],
  );
  const statuses = Object.entries(exitCodes).flatMap(([name, code]) =>
    term(String(code), exitCodeMeanings[name as keyof typeof exitCodes]),
  );
  const lines = [
    `.TH CLUSTO 1 "" ${quoted(`clusto ${version}`)} "User Commands"`,
    '.SH NAME',
    ...paragraph(`clusto - ${(description ?? '').replace(/^A /, 'a ')}`),
    '.SH SYNOPSIS',
    '.B clusto',
    '.RI [ options ]',
    '.I command',
    '.RI [ arguments ...]',
    '.SH DESCRIPTION',
    ...paragraph(program.description()),
    'Data goes to the standard output, everything else to the standard error.',
    '.SH OPTIONS',
    'Every command has these, before its name or after it:',
    ...optionLines(program.createHelp().visibleOptions(program)),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandLines(command, command.name())),
    '.SH ENVIRONMENT',
    ...term('CLUSTO_CONFIG', 'The configuration file.'),
    ...environment,
    ...term('CLUSTO_DEBUG', '1 shows where an error arose.'),
    ...term('NO_COLOR', 'Prints without colours.'),
    '.SH FILES',
    ...term('~/.config/clusto/clusto.toml', 'The configuration of a user, below $XDG_CONFIG_HOME.'),
    ...term('/etc/clusto/clusto.toml', 'The configuration of a machine.'),
    ...term('~/.local/share/clusto/clusto.db', 'The inventory where none is configured, below $XDG_DATA_HOME.'),
    '.SH EXIT STATUS',
    ...statuses,
  ];
  return `${lines.join('\n')}\n`;
}
