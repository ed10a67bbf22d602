import { Command, Option } from 'commander';
import { builtInServices } from '../../services/built-in-services.ts';
import { type ServeOptions } from '../serve/serve-settings.ts';

/** The options that all commands have which run services. */
export const serviceOptions = (): Option[] => [
  new Option('--monitor <address>', 'serve metrics and health there, like 127.0.0.1:9850; off for nowhere'),
  new Option('--log-level <level>', 'the least that is written to the log').choices(['debug', 'info', 'warn', 'error']),
];

/** Runs services until a signal ends the process. */
export async function serveAction(names: readonly string[], command: Command): Promise<void> {
  const { serve } = await import('../serve/serve.ts');
  await serve(command.optsWithGlobals<ServeOptions>(), names, builtInServices);
}

const known = Object.entries(builtInServices).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);

export function serveCommand(): Command {
  const command = new Command('serve')
    .description(
      'Runs services until SIGTERM or SIGINT: they finish what is under way, a second signal ends them at once. SIGHUP reads ' +
        'configuration and plug-ins again. The log goes to stderr, a JSON object a line.',
    )
    .argument(
      '[service...]',
      'which; without any those of serve.services, or those with a section in the configuration',
    )
    .addHelpText('after', `\nServices:\n${known.join('\n')}\n\nExample:\n  clusto serve dhcpd`);
  for (const option of serviceOptions()) command.addOption(option);
  return command.action((names: string[], _options, self: Command) => serveAction(names, self));
}
