import { Command } from 'commander';
import { type GivenResource } from '../../operations/resources/allocate-resources.ts';
import { type ResourceKind } from '../../operations/resources/resource-kind.ts';
import { valueAsText } from '../../operations/value-as-text.ts';
import { type AttributeValue } from '../../inventory/driver.ts';
import { changeEntities } from '../change-entities.ts';
import { changesEntities, chooseEntities, takesEntities } from '../choose-entities.ts';
import {
  atOption,
  type ChangeOptions,
  type EntitiesOptions,
  type GlobalOptions,
  type ReadOptions,
} from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading, withInventory } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

type ResourceOptions = ChangeOptions & RowOptions & Partial<Record<ResourceKind, string>>;

/** A verb of `name` or `number` with its summary and an example. */
export function resourceSubcommand(name: string, description: string, example: string): Command {
  return new Command(name)
    .summary(description.charAt(0).toLowerCase() + description.slice(1).replace(/[.;:].*$/s, ''))
    .description(description)
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** What is read of a manager for its row. */
export type ManagerColumns = Readonly<Record<string, string>>;

interface Kind {
  readonly kind: ResourceKind;
  /** The columns of a list, each with the property that it shows. */
  readonly columns: ManagerColumns;
  /** A manager and one of its resources, for the examples. */
  readonly sample: readonly [manager: string, resource: string];
}

/** The verbs that names and numbers have in common: allocate, release, next, show, list. */
export function resourceCommands({ kind, columns, sample: [manager, resource] }: Kind): Command[] {
  const showGiven = (given: readonly GivenResource[], options: ResourceOptions): Promise<void> =>
    printRows(given, { entity: (row) => row.entity, [kind]: (row) => valueAsText(row.resource) }, options);

  function change(verb: 'Allocate for' | 'Release from') {
    return async (name: string, terms: string[], _options: unknown, command: Command): Promise<void> => {
      const options = command.optsWithGlobals<ResourceOptions>();
      const work = verb === 'Allocate for' ? 'allocateResources' : 'releaseResources';
      const given = await changeEntities(verb, terms, options, (clusto, things) =>
        call(clusto, work, { kind, manager: name, terms: things, resource: options[kind] }),
      );
      if (given !== undefined) await showGiven(given, options);
    };
  }

  async function nextAction(name: string, _options: unknown, command: Command): Promise<void> {
    const options = command.optsWithGlobals<GlobalOptions>();
    const next = await withInventory(options, (clusto) => call(clusto, 'nextResource', kind, name));
    if (options.json === true) printJson({ [kind]: next });
    else print(valueAsText(next));
  }

  async function showAction(texts: string[], _options: unknown, command: Command): Promise<void> {
    const options = command.optsWithGlobals<ReadOptions & RowOptions>();
    const found = await reading(options, (clusto) =>
      callEach(
        clusto,
        'describeResource',
        texts.map((text) => [kind, text]),
      ),
    );
    if (options.json === true) return printJson(found);
    const rows = found.flatMap((one) => one.owners.map((owner) => ({ resource: one.resource, ...owner })));
    await printRows(
      rows,
      {
        [kind]: (row) => row.resource,
        owner: (row) => row.name,
        type: (row) => row.type,
        manager: (row) => row.manager,
      },
      options,
    );
    for (const one of found) if (one.owners.length === 0) note(`nobody has ${one.resource}`);
    return undefined;
  }

  async function listAction(terms: string[], _options: unknown, command: Command): Promise<void> {
    const options = command.optsWithGlobals<ReadOptions & RowOptions & EntitiesOptions>();
    const managers = await reading(options, async (clusto) => {
      const isNamed = terms.length > 0 || options.query !== undefined;
      return call(clusto, 'listManagers', kind, isNamed ? await chooseEntities(clusto, terms, options) : undefined);
    });
    const shown = Object.entries(columns).map(([column, property]) => [
      column,
      (row: (typeof managers)[0]) => valueAsText((row.properties[property] ?? '') as AttributeValue),
    ]);
    await printRows(
      managers,
      { name: (row) => row.name, driver: (row) => row.driver, ...Object.fromEntries(shown), used: (row) => row.used },
      options,
    );
  }

  const managerArgument = ['<manager>', `the ${kind} manager`] as const;
  return [
    changesEntities(
      resourceSubcommand(
        'allocate',
        `Gives each entity the next ${kind} of a manager, or one entity a chosen one.`,
        `clusto ${kind} allocate ${manager} web1 web2`,
      ).argument(...managerArgument),
    )
      .option(`--${kind} <${kind}>`, `this ${kind}`)
      .addOption(yamlOption())
      .addOption(csvOption())
      .action(change('Allocate for')),
    changesEntities(
      resourceSubcommand(
        'release',
        `Takes ${kind}s of a manager back from entities, all of them or none.`,
        `clusto ${kind} release ${manager} web1 --${kind} ${resource}`,
      ).argument(...managerArgument),
    )
      .option(`--${kind} <${kind}>`, `only this ${kind}`)
      .addOption(yamlOption())
      .addOption(csvOption())
      .action(change('Release from')),
    resourceSubcommand(
      'next',
      `Prints the ${kind} that a manager would give next; nothing is allocated.`,
      `clusto ${kind} next ${manager}`,
    )
      .argument(...managerArgument)
      .action(nextAction),
    resourceSubcommand('show', `Shows who has a ${kind}, and of which manager.`, `clusto ${kind} show ${resource}`)
      .argument(`<${kind}...>`, `the ${kind}s`)
      .addOption(yamlOption())
      .addOption(csvOption())
      .addOption(atOption())
      .action(showAction),
    takesEntities(
      resourceSubcommand(
        'list',
        `Lists ${kind} managers with how many they have given out; without a name all.`,
        `clusto ${kind} list --csv`,
      ),
      'manager',
      `${kind} managers`,
    )
      .addOption(yamlOption())
      .addOption(csvOption())
      .addOption(atOption())
      .action(listAction),
  ];
}
