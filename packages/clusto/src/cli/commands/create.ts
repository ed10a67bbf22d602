import { Command, InvalidArgumentError } from 'commander';
import { messageOption, type WriteOptions } from '../options.ts';
import { print, printJson } from '../print.ts';
import { writing } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface CreateOptions extends WriteOptions {
  readonly in?: string;
  readonly unit?: number;
}

function integer(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be an integer.');
}

function readProperties(pairs: readonly string[], command: Command): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] =
        /^([^=]+)=(.*)$/s.exec(pair) ?? command.error(`a property is written name=value, not ${pair}`);
      return [name as string, value as string];
    }),
  );
}

export function createCommand(): Command {
  return new Command('create')
    .description('Creates an entity of a driver; `clusto info --drivers` lists drivers and their properties.')
    .argument('<driver>', 'the driver, such as penguinserver')
    .argument('<name>', 'the name of the entity')
    .argument('[property=value...]', 'properties of the driver')
    .option('--in <container>', 'put it into a rack, a datacenter, a pool …')
    .option('--unit <number>', 'the lowest rack unit', integer)
    .addOption(messageOption())
    .addHelpText('after', '\nExample:\n  clusto create ipmanager subnet-dmz baseip=192.168.20.0 netmask=255.255.252.0')
    .action(async (driver: string, name: string, pairs: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>();
      const properties = readProperties(pairs, command);
      const thing = await writing(options, async (clusto) => {
        return call(clusto, 'createEntity', { driver, name, properties, container: options.in, unit: options.unit });
      });
      if (options.json === true) printJson(thing);
      else print(thing.toString());
    });
}
