import { type ConfigOption, configOptions } from '../../packages/clusto/src/cli/config-options.ts';

const typeOf = (type: ConfigOption['type']): string =>
  typeof type === 'string' ? type : type.map((choice) => `\`${choice}\``).join(', ');

function section([name, { type, description, default: otherwise, env }]: [string, ConfigOption]): string {
  const facts = [
    `Type: ${typeOf(type)}.`,
    ...(otherwise === undefined ? [] : [`Default: ${String(otherwise)}.`]),
    ...(env === undefined ? [] : [`Environment: \`${env}\`.`]),
  ];
  return `## ${name}\n\n${description}\n\n${facts.join(' ')}\n`;
}

/** docs/reference/configuration.md: every option of the configuration file. */
export function configurationPage(): string {
  const head = `The configuration is a TOML file: the one of \`--config\` or \`CLUSTO_CONFIG\`, else \`clusto/clusto.toml\` in
\`$XDG_CONFIG_HOME\` (\`~/.config\`), else \`/etc/clusto/clusto.toml\`. It need not exist. What counts, first to last: the
option on the command line, the environment variable, the file, the default. An option that is not here is refused.

\`\`\`toml
dsn = "postgres://clusto@db.example.com/clusto"

[mail]
host = "mx.example.com"
user = "clusto"
passwordFile = "mail-password"

[plugin.remotehands]
to = "remotehands@example.com"
\`\`\`

\`[plugin.NAME]\` takes whatever the plug-in wants; it reads it by \`inventory.settings('plugin.NAME')\`. An option whose name
ends in password, secret, token or key can be given as \`…File\` or \`…Env\` instead: a file, or an environment variable,
that is read when the secret is used.
`;
  return ['# Configuration\n', head, ...Object.entries(configOptions).map(section)].join('\n');
}
