import { Command } from 'commander';
import { styleText } from 'node:util';
import { type EntityTree } from '../../operations/entity-tree.ts';
import { chooseEntities, entityTerm, splitWords } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, queryOption, type ReadOptions } from '../options.ts';
import { print, printJson, printYaml } from '../print.ts';
import { yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { callEach } from '../../operations/verbs/call.ts';

interface TreeOptions extends ReadOptions, EntitiesOptions {
  readonly yaml?: boolean;
  readonly parents?: boolean;
}

function lines({ name, type, attributes = [], children }: EntityTree, indent = ''): string[] {
  return [
    `${indent}${name} ${styleText('dim', `(${type})`)}`,
    ...attributes.map((attribute) => `${indent}  | ${attribute}`),
    ...children.flatMap((child) => lines(child, `${indent}  `)),
  ];
}

export function treeCommand(): Command {
  return new Command('tree')
    .description('Shows an entity with everything that it contains, or that contains it.')
    .argument('[entity]', `${entityTerm}; with --query there is none`)
    .argument('[attribute...]', 'attributes to show, as key or key.subkey; ALL for every one')
    .addOption(queryOption())
    .option('-p, --parents', 'upwards: what contains it')
    .addOption(yamlOption())
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto tree eqix-sv3 system.memory')
    .action(async (term: string | undefined, words: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<TreeOptions>();
      const [terms, attributes] = splitWords(term, words, options);
      const trees = await reading(options, async (clusto) => {
        const things = await chooseEntities(clusto, terms, options);
        return callEach(
          clusto,
          'entityTree',
          things.map((thing) => [thing, { parents: options.parents, attributes }]),
        );
      });
      const data = options.query === undefined ? trees[0] : trees;
      if (options.json === true) return printJson(data);
      if (options.yaml === true) return printYaml(data);
      if (trees.length > 0) print(trees.flatMap((tree) => lines(tree)).join('\n'));
      return undefined;
    });
}
