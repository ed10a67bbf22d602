import { Command } from 'commander';
import { serveAction, serviceOptions } from './serve.ts';

export function httpdCommand(): Command {
  const command = new Command('httpd')
    .description(
      'Serves the HTTP API: `clusto serve` with this service alone. The section [http] of the configuration says where; ' +
        'the OpenAPI document is at /v1/openapi.json there.',
    )
    .addHelpText('after', '\nExample:\n  clusto httpd --monitor off');
  for (const option of serviceOptions()) command.addOption(option);
  return command.action((_options, self: Command) => serveAction(['http'], self));
}
