import { Command } from 'commander';
import { type Clusto } from '../../operations/clusto.ts';
import { type EntityDescription } from '../../operations/describe-entity.ts';
import { chooseEntities, takesEntities } from '../choose-entities.ts';
import { entityAsText } from '../entity-as-text.ts';
import { atOption, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { print, printJson, printYaml } from '../print.ts';
import { yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface InfoOptions extends ReadOptions, EntitiesOptions {
  readonly yaml?: boolean;
  readonly drivers?: boolean;
  readonly reveal?: boolean;
}

/** A description with the secrets among its properties and system attributes as they are. */
async function revealed(
  clusto: Clusto,
  description: EntityDescription,
  options: InfoOptions,
): Promise<EntityDescription> {
  const { revealSecrets } = await import('../reveal-secrets.ts');
  const open = async (part: string, values: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const entries = Object.entries(values);
    const concealed = entries.map(([name, value]) => ({ name: `${description.name}.${part}${name}`, value }));
    const opened = await revealSecrets(clusto, options, concealed);
    return Object.fromEntries(entries.map(([name], at) => [name, opened[at]]));
  };
  const { properties, system } = description;
  return { ...description, properties: await open('', properties), system: await open('system.', system) };
}

async function showDrivers(options: InfoOptions): Promise<void> {
  const drivers = await reading(options, (clusto) => call(clusto, 'describeDrivers'));
  if (options.json === true) return printJson(drivers);
  if (options.yaml === true) return printYaml(drivers);
  const { driversAsText } = await import('../drivers-as-text.ts');
  print(driversAsText(drivers));
}

async function showInventory(options: InfoOptions): Promise<void> {
  const description = await reading(options, (clusto) => call(clusto, 'describeInventory'));
  if (options.json === true) return printJson(description);
  if (options.yaml === true) return printYaml(description);
  const { fields } = await import('../fields.ts');
  const { types, ...rest } = description;
  print(fields({ ...rest, types: Object.entries(types).map(([type, count]) => `${type} ${count}`) }));
}

async function showEntities(options: InfoOptions, terms: readonly string[]): Promise<void> {
  const descriptions = await reading(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    const described = await callEach(
      clusto,
      'describeEntity',
      things.map((thing) => [thing]),
    );
    if (options.reveal !== true) return described;
    return Promise.all(described.map((one) => revealed(clusto, one, options)));
  });
  if (options.json === true) return printJson(descriptions);
  if (options.yaml === true) return printYaml(descriptions);
  if (descriptions.length > 0) print(descriptions.map(entityAsText).join('\n\n'));
}

export function infoCommand(): Command {
  const command = new Command('info').description(
    'Shows what is known of entities; without a name, of the inventory itself.',
  );
  return takesEntities(command)
    .option('--reveal', 'show secrets as they are, which the audit log records')
    .option('--drivers', 'list the drivers with their types, ports and properties')
    .addOption(yamlOption())
    .addOption(atOption())
    .addHelpText('after', "\nExamples:\n  clusto info web1 192.168.20.7\n  clusto info --query 'pool = production'")
    .action(async (terms: string[], _options, own: Command) => {
      const options = own.optsWithGlobals<InfoOptions>();
      if (options.drivers === true) return showDrivers(options);
      const isOfAll = terms.length === 0 && options.query === undefined;
      return isOfAll ? showInventory(options) : showEntities(options, terms);
    });
}
