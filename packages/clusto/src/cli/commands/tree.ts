import { Command } from 'commander';
import { type EntityTree } from '../../operations/entity-tree.ts';
import { atOption, type ReadOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { reading } from '../with-inventory.ts';

interface TreeOptions extends ReadOptions {
  readonly parents?: boolean;
}

function lines({ name, type, attributes = [], children }: EntityTree, indent = ''): string[] {
  return [
    `${indent}${name} (${type})`,
    ...attributes.map((attribute) => `${indent}  | ${attribute}`),
    ...children.flatMap((child) => lines(child, `${indent}  `)),
  ];
}

export function treeCommand(): Command {
  return new Command('tree')
    .description('Shows an entity with everything that it contains, or that contains it.')
    .argument('<entity>', 'name, IP address, MAC address or serial number')
    .argument('[attribute...]', 'attributes to show, as key or key.subkey; ALL for every one')
    .option('-p, --parents', 'upwards: what contains it')
    .addOption(atOption())
    .addHelpText('after', '\nExample:\n  clusto tree eqix-sv3 system.memory')
    .action(async (term: string, attributes: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<TreeOptions>();
      const { entityTree } = await import('../../operations/entity-tree.ts');
      const { findEntity } = await import('../../operations/find-entity.ts');
      const tree = await reading(options, async (clusto) =>
        entityTree(await findEntity(clusto, term), { parents: options.parents, attributes }),
      );
      if (options.json === true) printJson(tree);
      else print(lines(tree).join('\n'));
    });
}
