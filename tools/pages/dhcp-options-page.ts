import { dhcp4Options } from '../../packages/clusto/src/wire/dhcp/dhcp4-options.ts';
import { optionTypes } from '../../packages/clusto/src/wire/dhcp/option-type.ts';

const head = `# DHCP options

An attribute with the key \`dhcp\` and the name of an option as its subkey gives the option a value, for an entity and for all
that is in it: \`clusto attr set rack1 dhcp.domain-name=example.org\`. Of several containers the nearest one counts. Names are
found in whatever case, also those of the Python clusto, in the last column. An option without a name is written by its code
and its type: \`dhcp.option-224-u16=7\`; without a type it is the one of its code, else text.
`;

const code = (text: string): string => `\`${text}\``;

/** docs/reference/dhcp-options.md: every option that has a name, what it takes, and who defines it. */
export function dhcpOptionsPage(): string {
  const types = Object.entries(optionTypes).map(
    ([name, { takes, example }]) => `| ${code(name)} | ${takes} | ${code(JSON.stringify(example))} |`,
  );
  const settable = dhcp4Options.filter(({ isOfProtocol }) => !isOfProtocol);
  const rows = settable.map(
    ({ code: number, name, type, source, aliases }) =>
      `| ${number} | ${code(name)} | ${code(type)} | ${source} | ${aliases.map(code).join(', ')} |`,
  );
  const protocol = dhcp4Options
    .filter(({ isOfProtocol }) => isOfProtocol)
    .map(({ code: number, name }) => `${code(name)} (${number})`);
  return [
    head,
    '## Types\n',
    'Numbers and addresses may also be text. A list is a JSON array, or a text with commas or blanks between its parts.\n',
    ['| type | takes | example |', '| --- | --- | --- |', ...types].join('\n'),
    '\n## Options\n',
    ['| code | name | type | defined by | also called |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
    '\n## Not to be set\n',
    `Client, relay and server tell each other these by themselves: ${protocol.join(', ')}.\n`,
  ].join('\n');
}
