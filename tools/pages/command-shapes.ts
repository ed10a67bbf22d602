import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import {
  type CommandShape,
  type CommandShapes,
  type OptionShape,
  type ValueShape,
} from '../../packages/clusto/src/cli/completion/command-shape.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';

type Command = Awaited<ReturnType<typeof buildProgram>>;
type Option = Command['options'][number];

/** What the words between `<>` or `[]` stand for. What is not here has no words that could be looked up. */
const kinds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'entity thing device other member server machine host container item subnet manager place old'
      .split(' ')
      .map((word) => [word, 'name']),
  ),
  pool: 'name:pool',
  rack: 'name:rack',
  driver: 'driver',
  type: 'type',
  key: 'key',
  attribute: 'key',
  actor: 'actor',
  file: 'file',
};

/** Where a word means something else than elsewhere: the keys of reservations are no keys of attributes. */
const exceptions: Readonly<Record<string, string>> = { 'allocate key': '', 'confirm key': '', 'end key': '' };

function shapeOf(
  command: Command,
  choices: readonly string[] | undefined,
  name: string,
  isSeveral: boolean,
): ValueShape {
  const kind = exceptions[`${command.name()} ${name}`] ?? kinds[name] ?? '';
  return choices ?? `${kind}${isSeveral ? '...' : ''}`;
}

function optionShape(command: Command, option: Option): OptionShape {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  const [, value] = /[<[]([^>\].]+)/.exec(option.flags) ?? [];
  if (value === undefined) return [names, option.description];
  return [names, option.description, shapeOf(command, option.argChoices, value, option.variadic)];
}

function commandShape(command: Command, isProgram: boolean): CommandShape {
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    // of everybody, and so with the program
    .filter(({ long }) => isProgram || long !== '--help');
  return {
    summary: command.summary() || command.description(),
    commands: help
      .visibleCommands(command)
      .map((sub) => sub.name())
      .filter((name) => isProgram || name !== 'help'),
    options: options.map((option) => optionShape(command, option)),
    arguments: command.registeredArguments.map((one) => shapeOf(command, one.argChoices, one.name(), one.variadic)),
  };
}

function shapes(command: Command, path: readonly string[] = []): [string, CommandShape][] {
  const own: [string, CommandShape] = [path.join(' '), commandShape(command, path.length === 0)];
  return [own, ...command.commands.flatMap((sub) => shapes(sub, [...path, sub.name()]))];
}

/** packages/clusto/src/cli/completion/command-shapes.json: what completion knows without loading a command, one in each line. */
export async function commandShapes(): Promise<string> {
  const program = await buildProgram(new Set(Object.keys(commands)));
  const all: CommandShapes = {
    commands: Object.fromEntries([
      ...shapes(program),
      [
        'help',
        { summary: 'show the help of a command', commands: [], options: [], arguments: [Object.keys(commands)] },
      ],
    ]),
    drivers: builtInDrivers.map(({ driverName }) => driverName).sort(),
    types: [...new Set(builtInDrivers.map(({ type }) => type))].sort(),
  };
  const lines = Object.entries(all.commands).map(
    ([path, shape]) => `    ${JSON.stringify(path)}: ${JSON.stringify(shape)}`,
  );
  const { drivers, types } = all;
  return `{\n  "commands": {\n${lines.join(',\n')}\n  },\n  "drivers": ${JSON.stringify(drivers)},\n  "types": ${JSON.stringify(types)}\n}\n`;
}
