import { type Command } from 'commander';
import { failure } from '../../../base/errors.ts';
import { formatCommand, hostParams, networkOption, type OutputOptions, readInteger, show } from './options.ts';
import { call } from '../../../operations/verbs/call.ts';

interface PrometheusOptions extends OutputOptions {
  readonly port?: number;
  readonly portAttribute: string;
  readonly label?: string[];
}

/** @throws USAGE */
function readLabels(texts: readonly string[] = []): Record<string, string> {
  const pairs = texts.map((text) => {
    const [name = '', attribute = '', ...more] = text.split('=');
    if (name !== '' && attribute !== '' && more.length === 0) return [name, attribute] as const;
    throw failure('USAGE', { reason: `${text} is no label; write it like env=system.environment.` });
  });
  return Object.fromEntries(pairs);
}

export function prometheusCommand(): Command {
  return formatCommand(
    'prometheus',
    'targets for Prometheus',
    'Prints targets for the file service discovery of Prometheus, with labels __meta_clusto_… for relabelling.',
    'clusto output prometheus --port 9100 --label env=environment --file /etc/prometheus/clusto.json',
  )
    .addOption(networkOption())
    .option('--port <port>', 'the port of hosts that no attribute gives one', readInteger)
    .option('--port-attribute <attribute>', 'the attribute of the ports, as key or key.subkey', 'prometheus.port')
    .option('--label <name=attribute...>', 'labels that stay, each with the attribute that it shows')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<PrometheusOptions>();
      const { port, portAttribute, label } = options;
      const params = { ...hostParams(options), port, portAttribute, labels: readLabels(label) };
      await show(options, (clusto) => call(clusto, 'prometheusTargets', params));
    });
}
