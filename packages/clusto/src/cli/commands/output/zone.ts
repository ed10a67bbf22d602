import { type Command } from 'commander';
import { type ZoneParams } from '../../../operations/outputs/zone-file.ts';
import {
  domainOption,
  formatCommand,
  hostParams,
  networkOption,
  type OutputOptions,
  readInteger,
  show,
} from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

interface ZoneOptions extends OutputOptions, Omit<ZoneParams, 'nameServers'> {
  readonly ns: string[];
}

const servers = '--ns ns1.example.com ns2.example.com --contact hostmaster@example.com';

const withZoneOptions = (command: Command): Command =>
  command
    .requiredOption('--ns <name...>', 'the name servers, the primary one first')
    .requiredOption('--contact <address>', 'the mail address of who is responsible')
    .option('--ttl <seconds>', 'how long records may be remembered; 3600 unless given', readInteger)
    .option('--refresh <seconds>', 'how often secondaries ask; 14400 unless given', readInteger)
    .option('--retry <seconds>', 'how soon they ask again; 3600 unless given', readInteger)
    .option('--expire <seconds>', 'when they give up; 1209600 unless given', readInteger)
    .option(
      '--negative-ttl <seconds>',
      'how long it may be remembered that there is no name; 3600 unless given',
      readInteger,
    )
    .option('--serial-base <number>', 'added to the version, which is the serial number', readInteger)
    .addOption(domainOption());

function zoneParams({ ns, contact, ttl, refresh, retry, expire, negativeTtl, serialBase }: ZoneOptions): ZoneParams {
  return { nameServers: ns, contact, ttl, refresh, retry, expire, negativeTtl, serialBase };
}

export function zoneCommand(): Command {
  const command = formatCommand(
    'zone',
    'a zone of DNS',
    'Prints a zone as a master file (RFC 1035), as BIND, NSD and Knot read it. The version is its serial number.',
    `clusto output zone example.com ${servers}`,
  ).argument('<zone>', 'the domain that the zone is for');
  return withZoneOptions(command.addOption(networkOption())).action(
    async (zone: string, _options: unknown, own: Command) => {
      const options = own.optsWithGlobals<ZoneOptions>();
      const params = { ...hostParams(options), ...zoneParams(options), zone, domain: options.domain };
      await show(options, (clusto) => call(clusto, 'forwardZone', params));
    },
  );
}

export function reverseZoneCommand(): Command {
  const command = formatCommand(
    'reverse-zone',
    'a reverse zone of DNS',
    'Prints the reverse zone of a network, IPv4 or IPv6: each address leads back to a name. A network smaller than /24 ' +
      'gets a zone by RFC 2317, such as 64/26.2.0.192.in-addr.arpa.',
    `clusto output reverse-zone 10.0.0.0/16 ${servers}`,
  ).argument('<network>', 'a network such as 10.0.0.0/16 or 2001:db8::/64, or the name of a subnet');
  return withZoneOptions(command).action(async (network: string, _options: unknown, own: Command) => {
    const options = own.optsWithGlobals<ZoneOptions>();
    const { query, pool: pools, domain } = options;
    await show(options, (clusto) =>
      call(clusto, 'reverseZone', { query, pools, ...zoneParams(options), network, domain }),
    );
  });
}
