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
    'entity thing device other member server machine host container item subnet manager old'
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

function shapeOf(choices: readonly string[] | undefined, name: string, isSeveral: boolean): ValueShape {
  return choices ?? `${kinds[name] ?? ''}${isSeveral ? '...' : ''}`;
}

function optionShape(option: Option): OptionShape {
  const names = [option.short, option.long].filter((name) => name !== undefined && name !== null);
  const [, value] = /[<[]([^>\].]+)/.exec(option.flags) ?? [];
  if (value === undefined) return [names, option.description];
  return [names, option.description, shapeOf(option.argChoices, value, option.variadic)];
}

function commandShape(command: Command, isProgram: boolean): CommandShape {
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    // of everybody, and so with the program
    .filter(({ long }) => isProgram || long !== '--help');
  return {
    summary: command.summary(),
    commands: help
      .visibleCommands(command)
      .map((sub) => sub.name())
      .filter((name) => isProgram || name !== 'help'),
    options: options.map(optionShape),
    arguments: command.registeredArguments.map((one) => shapeOf(one.argChoices, one.name(), one.variadic)),
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
