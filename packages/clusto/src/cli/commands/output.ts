import { Command } from 'commander';
import { ansibleCommand } from './output/ansible.ts';
import { dhcpdCommand } from './output/dhcpd.ts';
import { hostsCommand } from './output/hosts.ts';
import { keaCommand } from './output/kea.ts';
import { prometheusCommand } from './output/prometheus.ts';
import { sshConfigCommand } from './output/ssh-config.ts';
import { reverseZoneCommand, zoneCommand } from './output/zone.ts';

export function outputCommand(): Command {
  const command = new Command('output')
    .description('Prints what other tools read, of the devices and of whatever else has an address.')
    .addHelpText('after', '\nExample:\n  clusto output hosts --pool production --domain example.com');
  const formats = [
    ansibleCommand(),
    prometheusCommand(),
    hostsCommand(),
    zoneCommand(),
    reverseZoneCommand(),
    sshConfigCommand(),
    keaCommand(),
    dhcpdCommand(),
  ];
  for (const format of formats) command.addCommand(format);
  return command;
}
