import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';

type Command = Awaited<ReturnType<typeof buildProgram>>;

/** What `--help` prints, without the colours and the width of a terminal. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text.trimEnd();
}

function sections(command: Command, path: string): string[] {
  const own = `## ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`;
  return [own, ...command.commands.flatMap((sub) => sections(sub, `${path} ${sub.name()}`))];
}

/** docs/reference/commands.md: the help of every command. */
export async function commandsPage(): Promise<string> {
  const program = await buildProgram(new Set(Object.keys(commands)));
  const head =
    'The help of every command, as `clusto COMMAND --help` prints it. Data goes to stdout, the rest to stderr; what the\nexit status says is in [exit codes](exit-codes.md).\n';
  return ['# Commands\n', head, ...sections(program, 'clusto')].join('\n');
}
