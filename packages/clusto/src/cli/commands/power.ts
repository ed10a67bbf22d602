import { Command, Option } from 'commander';
import { powerMeans } from '../../drivers/power/power-plan.ts';
import { chooseEntities, takesEntities } from '../choose-entities.ts';
import { yesOption } from '../options.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { type SwitchOptions } from '../switch-and-tell.ts';

interface PowerOptions extends SwitchOptions {
  readonly soft?: boolean;
}

/** By which means, when attributes and cables are not to say. */
export const methodOption = (): Option =>
  new Option('--method <means>', 'instead of what attributes and cables say').choices(powerMeans);

const verbs = {
  on: ['Switches things on.', 'clusto power on web1 web2'],
  off: [
    'Switches things off, at once or with --soft by asking their operating system.',
    'clusto power off web1 --soft',
  ],
  reboot: ['Switches things off and on again; what is off is switched on.', 'clusto power reboot web1 --dry-run'],
} as const;

function switching(verb: keyof typeof verbs): Command {
  const [description, example] = verbs[verb];
  const command = takesEntities(new Command(verb).description(description))
    .addOption(yesOption())
    .option('--dry-run', 'print exactly what would be sent, and send none of it')
    .addOption(methodOption())
    .addHelpText('after', `\nExample:\n  ${example}`);
  if (verb === 'off') command.option('--soft', 'ask the operating system to shut down; not possible at power strips');
  return command.action(async (names: string[], _options, own: Command) => {
    const { soft, ...options } = own.optsWithGlobals<PowerOptions>();
    const { switchAndTell } = await import('../switch-and-tell.ts');
    await switchAndTell(names, soft === true ? 'soft' : verb, options);
  });
}

async function statusAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const { method, ...options } = command.optsWithGlobals<SwitchOptions & RowOptions>();
  const { failTogether, settledJson } = await import('../switch-and-tell.ts');
  const { call } = await import('../../operations/verbs/call.ts');
  const { reaching } = await import('../reaching.ts');
  const { table } = await import('../table.ts');
  const { withInventory } = await import('../with-inventory.ts');
  const results = await withInventory(options, async (clusto) => {
    const things = await chooseEntities(clusto, names, options);
    return reaching({ outcome: 'nothing more is asked' }, (reach) => call(clusto, 'readPower', reach, things, method));
  });
  const row = ({ thing, value }: (typeof results)[0]): string[] => {
    if (value === undefined) return [thing.name, 'failed'];
    const details = value.readings.map(({ source, detail }) => `${source}: ${detail}`);
    return [thing.name, value.state, value.means, details.join(', ')];
  };
  await printRows(
    results,
    {
      name: ({ thing }) => thing.name,
      state: ({ value }) => value?.state ?? 'failed',
      means: ({ value }) => value?.means,
      error: ({ error }) => error?.message,
    },
    options,
    { data: results.map(settledJson), text: () => table(results.map(row)) },
  );
  failTogether(results);
}

export function powerCommand(): Command {
  return new Command('power')
    .description(
      'Switches the power of servers and other devices: by Redfish, by IPMI, or at the power strips that they are cabled to.',
    )
    .addHelpText('after', '\nExample:\n  clusto power off web1 --soft')
    .addCommand(switching('on'))
    .addCommand(switching('off'))
    .addCommand(switching('reboot'))
    .addCommand(
      takesEntities(new Command('status').description('Asks whether things have power.'))
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(methodOption())
        .addHelpText('after', '\nExample:\n  clusto power status web1 web2')
        .action(statusAction),
    );
}
