import { type Command } from 'commander';
import { type DhcpOptions, reservationParams, withDhcpOptions } from './dhcp-options.ts';
import { formatCommand, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

export function keaCommand(): Command {
  const command = formatCommand(
    'kea',
    'subnets with host reservations for Kea',
    'Prints subnets with host reservations as Kea reads them: the address on a network card belongs to its MAC address.',
    'clusto output kea --subnets-only --file /etc/kea/clusto-subnets4.json',
  );
  return withDhcpOptions(command)
    .option('--subnets-only', 'the list of subnets alone, to be included in a configuration')
    .action(async (_options, own: Command) => {
      const options = own.optsWithGlobals<DhcpOptions & { readonly subnetsOnly?: boolean }>();
      const params = { ...reservationParams(options), subnetsOnly: options.subnetsOnly };
      await show(options, (clusto) => call(clusto, 'keaSubnets', params));
    });
}
