import { type Command } from 'commander';
import { type DhcpOptions, reservationParams, withDhcpOptions } from './dhcp-options.ts';
import { formatCommand, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

export function dhcpdCommand(): Command {
  const command = formatCommand(
    'dhcpd',
    'hosts for the DHCP server of ISC',
    'Prints host declarations for the DHCP server of ISC: the address on a network card belongs to its MAC address.',
    'clusto output dhcpd --pool production --file /etc/dhcp/clusto-hosts.conf',
  );
  return withDhcpOptions(command).action(async (_options, own: Command) => {
    const options = own.optsWithGlobals<DhcpOptions>();
    await show(options, (clusto) => call(clusto, 'dhcpdHosts', reservationParams(options)));
  });
}
