import { dhcp4Options, type NamedOption } from '../../packages/clusto/src/wire/dhcp/dhcp4-options.ts';
import { dhcp6Options } from '../../packages/clusto/src/wire/dhcp/dhcp6-options.ts';
import { optionTypes } from '../../packages/clusto/src/wire/dhcp/option-type.ts';

const head = `# DHCP options

An attribute with the key \`dhcp\` and the name of an option as its subkey gives the option a value, for an entity and for all
that is in it: \`clusto attr set rack1 dhcp.domain-name=example.org\`. Of several containers the nearest one counts. Names are
found in whatever case, also those of the Python clusto, in the last column. An option without a name is written by its code
and its type: \`dhcp.option-224-u16=7\`; without a type it is the one of its code, else text.
`;

const code = (text: string): string => `\`${text}\``;

function optionsTable(options: readonly NamedOption[]): string {
  const rows = options
    .filter(({ isOfProtocol }) => !isOfProtocol)
    .map(
      ({ code: number, name, type, source, aliases }) =>
        `| ${number} | ${code(name)} | ${code(type)} | ${source} | ${aliases.map(code).join(', ')} |`,
    );
  return ['| code | name | type | defined by | also called |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const ofProtocol = (options: readonly NamedOption[]): string =>
  options
    .filter(({ isOfProtocol }) => isOfProtocol)
    .map(({ code: number, name }) => `${code(name)} (${number})`)
    .join(', ');

/** docs/reference/dhcp-options.md: every option that has a name, what it takes, and who defines it. */
export function dhcpOptionsPage(): string {
  const types = Object.entries(optionTypes).map(
    ([name, { takes, example }]) => `| ${code(name)} | ${takes} | ${code(JSON.stringify(example))} |`,
  );
  return [
    head,
    '## Types\n',
    'Numbers and addresses may also be text. A list is a JSON array, or a text with commas or blanks between its parts.\n',
    ['| type | takes | example |', '| --- | --- | --- |', ...types].join('\n'),
    '\n## Options of DHCPv4\n',
    optionsTable(dhcp4Options),
    `\nClient, relay and server tell each other these by themselves: ${ofProtocol(dhcp4Options)}.`,
    '\n## Options of DHCPv6\n',
    'They are attributes with the key `dhcp6`.\n',
    optionsTable(dhcp6Options),
    `\nNot to be set: ${ofProtocol(dhcp6Options)}.\n`,
  ].join('\n');
}
