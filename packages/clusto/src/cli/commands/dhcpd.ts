import { Command } from 'commander';
import { serveAction, serviceOptions } from './serve.ts';

export function dhcpdCommand(): Command {
  const command = new Command('dhcpd')
    .description(
      'Answers DHCP from the addresses that are bound, with the options of the `dhcp` attributes: `clusto serve` with this ' +
        'service alone. The section [dhcpd] of the configuration says at which addresses.',
    )
    .addHelpText('after', '\nExample:\n  clusto dhcpd --monitor 127.0.0.1:9851');
  for (const option of serviceOptions()) command.addOption(option);
  return command.action((_options, self: Command) => serveAction(['dhcpd'], self));
}
