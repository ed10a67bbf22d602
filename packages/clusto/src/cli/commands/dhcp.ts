import { Command } from 'commander';
import { type DhcpExplanation, type ExplainDhcpParams } from '../../operations/dhcp/dhcp-explanation.ts';
import { originAsText, valueAsText } from '../origin-as-text.ts';
import { atOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, printJson } from '../print.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { table } from '../table.ts';
import { reading, writing } from '../with-inventory.ts';
import { dhcpRecordCommand } from './dhcp/record.ts';
import { dhcpReplayCommand } from './dhcp/replay.ts';
import { call } from '../../operations/verbs/call.ts';

interface ExplainOptions extends ReadOptions, RowOptions, Pick<ExplainDhcpParams, 'arch' | 'network'> {
  readonly ipxe?: boolean;
  readonly ipv6?: boolean;
}

function explanationAsText({ entity, mac, network, answer, because, fields, problems }: DhcpExplanation): string {
  const client = [entity, mac, network === null ? null : `on ${network}`].filter((part) => part !== null).join(' ');
  const lines = [answer === null ? `${client}: no answer, as ${because}` : `${client}: ${answer}`];
  if (fields.length > 0) {
    const rows = fields.map((one) => [
      one.field,
      one.code === null ? '' : String(one.code),
      valueAsText(one.value),
      originAsText(one),
    ]);
    lines.push(table([['FIELD', 'CODE', 'VALUE', 'FROM'], ...rows]));
  }
  return [
    ...lines,
    ...problems.map((one) => `not sent: ${one.entity} ${one.attribute}, version ${one.version}: ${one.problem}`),
  ].join('\n');
}

async function explainAction(term: string, _options: unknown, command: Command): Promise<void> {
  const { ipxe, ipv6, arch, network, ...options } = command.optsWithGlobals<ExplainOptions>();
  const explanations = await reading(options, (clusto) =>
    call(clusto, 'explainDhcp', term, { arch, network, isIpxe: ipxe, family: ipv6 === true ? 6 : 4 }),
  );
  const rows = explanations.flatMap(({ fields, ...client }) =>
    (fields.length === 0 ? [undefined] : fields).map((field) => ({ client, field })),
  );
  await printRows(
    rows,
    {
      entity: ({ client }) => client.entity,
      mac: ({ client }) => client.mac,
      network: ({ client }) => client.network,
      answer: ({ client }) => client.answer,
      reason: ({ client }) => client.reason,
      field: ({ field }) => field?.field,
      code: ({ field }) => field?.code,
      value: ({ field }) => (field === undefined ? undefined : valueAsText(field.value)),
      from: ({ field }) => field?.entity,
      attribute: ({ field }) => field?.attribute,
      version: ({ field }) => field?.version,
      rule: ({ field }) => field?.rule,
    },
    options,
    { text: () => explanations.map(explanationAsText).join('\n\n'), data: explanations },
  );
}

async function declinedAction(_options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions>();
  const declined = await reading(options, (clusto) => call(clusto, 'listDeclined'));
  await printRows(
    declined,
    {
      ip: ({ ip }) => ip,
      entity: ({ entity }) => entity,
      by: ({ by }) => by,
      at: ({ since }) => since,
      until: ({ until }) => until,
      withheld: ({ withheld }) => withheld,
    },
    options,
  );
}

async function clearAction(ips: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const { cleared, left } = await writing(options, (clusto) => call(clusto, 'clearDeclined', ips));
  if (options.json === true) return printJson({ cleared, left });
  if (cleared.length > 0) note(`${cleared.join(', ')} will be offered again`);
  if (left.length > 0) note(`${left.join(', ')}: nobody has declined it`);
}

export function dhcpCommand(): Command {
  const explain = new Command('explain')
    .description('Shows the DHCP answer that a client gets and where each field comes from, or why there is none.')
    .argument('<client>', 'MAC address, known or not; or an entity: name, IP address or serial number')
    .option('--arch <name>', 'it boots from the network, such as bios, efi-x64, efi-arm64 or http-x64')
    .option('--ipxe', 'it is iPXE that asks')
    .option('-6, --ipv6', 'it asks for an IPv6 address, by DHCPv6')
    .option('--network <address>', 'it asks from the network of this address; else from each where it has one')
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto dhcp explain web1 --arch efi-x64');
  const declined = new Command('declined')
    .description('Lists the addresses that their clients found in use by another machine, the last ones first.')
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto dhcp declined --json');
  const clear = new Command('clear')
    .description('Has addresses that were declined be offered again before their time.')
    .argument('<ip...>', 'addresses')
    .addOption(messageOption())
    .addHelpText('after', "\nExample:\n  clusto dhcp clear 10.0.0.7 -m 'the printer has moved'");
  return new Command('dhcp')
    .description(
      'Explains what clients are told by DHCP, finds what would be told otherwise, and which addresses are declined.',
    )
    .addHelpText('after', '\nExample:\n  clusto dhcp explain 00:1b:21:3c:4d:5e --at 2026-11-01T00:00:00Z')
    .addCommand(printsRows(explain).action(explainAction))
    .addCommand(dhcpRecordCommand())
    .addCommand(dhcpReplayCommand())
    .addCommand(printsRows(declined).action(declinedAction))
    .addCommand(clear.action(clearAction));
}
