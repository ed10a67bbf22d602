import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { atOption, type ReadOptions } from '../options.ts';
import { queriedType } from '../choose-entities.ts';
import { noteUnknownKeys } from '../note-unknown.ts';
import { pointAtQuery } from '../point-at-query.ts';
import { print, printJson } from '../print.ts';
import { csvOption, type RowOptions, yamlOption } from '../print-rows.ts';
import { printThings } from '../print-things.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface QueryCommandOptions extends ReadOptions, RowOptions {
  readonly format: string;
  readonly merge?: boolean;
  readonly listAttributes?: boolean;
}

async function listAttributes(options: QueryCommandOptions): Promise<void> {
  const names = await reading(options, (clusto) => call(clusto, 'attributeNames'));
  const texts = names.map(({ key, subkey }) => (subkey === null ? key : `${key}.${subkey}`));
  if (options.json === true) printJson(texts);
  else if (texts.length > 0) print(texts.join('\n'));
}

async function find(options: QueryCommandOptions, query: string): Promise<void> {
  const { format, merge, json, yaml, csv } = options;
  await reading(options, async (clusto: Clusto) => {
    const things = await call(clusto, 'query', query, { merge, type: queriedType(clusto) });
    if (things.length === 0) await noteUnknownKeys(clusto, query);
    if (json === true || yaml === true || csv === true) return printThings(things, options);
    const lines = await call(clusto, 'fillTemplate', things, format, { merge });
    if (lines.length > 0) print(lines.join('\n'));
    return undefined;
  });
}

const examples = `
Examples:
  clusto query type = server and pool = production and not rack = r12
  clusto query -f '%name %rack %system.memory' 'attr system.memory >= 16K'
  clusto query 'ip in_cidr 10.2.0.0/16 or attr owner startswith ops' --merge

A condition is WORD or "attr KEY[.SUBKEY][:NUMBER]", a comparison, and a value; or it ends in "exists".
  words        name type driver hostname role ip, the type of a container (pool rack datacenter …), properties of drivers
  comparisons  = != < <= > >= startswith endswith contains in_cidr, also is isnt lt le gt ge ^ ,
  joined by    not, then and & - (without), then or |; parentheses
  values       a word, a text in quotes, a number; 16K is 16384`;

export function queryCommand(): Command {
  return new Command('query')
    .description('Finds entities by the search language, and prints a line for each, by type and name.')
    .argument('[query...]', 'the query; its words may be one argument or several')
    .option(
      '-f, --format <format>',
      'the line: %name %hostname %rack %role %internal_ips %public_ips, %property, %key.subkey',
      '%name',
    )
    .option('-m, --merge', 'attributes of containers count as those of what is in them')
    .option('--list-attributes', 'print every key and subkey that is in use')
    .addOption(yamlOption())
    .addOption(csvOption())
    .addOption(atOption())
    .addHelpText('after', examples)
    .action(async (words: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<QueryCommandOptions>();
      if (options.listAttributes === true) return listAttributes(options);
      if (words.length === 0) throw failure('USAGE', { reason: 'What is to be found? See the examples of --help.' });
      const query = words.join(' ');
      await pointAtQuery(query, () => find(options, query));
    });
}
