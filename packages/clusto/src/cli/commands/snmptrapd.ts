import { Command } from 'commander';
import { serveAction, serviceOptions } from './serve.ts';

export function snmptrapdCommand(): Command {
  const command = new Command('snmptrapd')
    .description(
      'Receives SNMP traps of switches, and makes servers of the MAC addresses that they learn: `clusto serve` with this service ' +
        'alone. The section [snmptrapd] of the configuration says who may send them.',
    )
    .addHelpText('after', '\nExample:\n  clusto snmptrapd --monitor 127.0.0.1:9852');
  for (const option of serviceOptions()) command.addOption(option);
  return command.action((_options, self: Command) => serveAction(['snmptrapd'], self));
}
