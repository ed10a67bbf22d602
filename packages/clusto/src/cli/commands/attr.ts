import { Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '../../base/errors.ts';
import { type AttributeParts, filterOf, parseAttributeReference } from '../../operations/attribute-reference.ts';
import { storableSecret } from '../../inventory/read-secret.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { readSecretInput } from '../read-secret-input.ts';
import { type DriverAttribute } from '../../inventory/driver.ts';
import { findEntity } from '../../operations/find-entity.ts';
import { type ValueType, valueTypes } from '../../operations/read-value.ts';
import { deleteAttributes, writeAttributes } from '../../operations/write-attributes.ts';
import { attributesAsText } from '../attributes-as-text.ts';
import { atOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { reading, writing } from '../with-inventory.ts';

interface AttrOptions extends ReadOptions, WriteOptions {
  readonly key?: string;
  readonly subkey?: string;
  readonly number?: number | true;
  readonly value?: string;
  readonly type?: ValueType;
  readonly merge?: boolean;
  readonly all?: boolean;
  readonly secret?: boolean;
}

function readNumber(text: string): number | true {
  if (text === 'auto') return true;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be an integer, or auto for the next one.');
}

const secretOption = (): Option =>
  new Option('--secret', 'ask for the value, or read it from the standard input, and store it sealed');

/** A subcommand with the words by which an attribute is named. */
function subcommand(name: string, description: string, example: string): Command {
  return new Command(name)
    .summary(description.charAt(0).toLowerCase() + description.slice(1).replace(/[.;].*$/s, ''))
    .description(description)
    .argument('<entity>', 'name, IP address, MAC address or serial number')
    .argument('[attribute...]', 'key, key.subkey or key.subkey=value')
    .option('-k, --key <key>', 'the key')
    .option('-s, --subkey <subkey>', 'the subkey')
    .option('-n, --number <number>', 'the number; auto for the next one', readNumber)
    .option('-v, --value <value>', 'the value')
    .addOption(
      new Option('--type <type>', 'what the value is').choices(valueTypes).default('auto', 'what it looks like'),
    )
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** The attributes that a command line names: each as one word, or one by its parts. */
function named(references: readonly string[], { key, subkey, number, value, type }: AttrOptions): AttributeParts[] {
  const parts = { key, subkey, value };
  const common = { number, type };
  if (Object.values(parts).some((part) => part !== undefined)) {
    if (references.length > 0)
      throw failure('USAGE', { reason: 'Name an attribute by one word, or by -k, -s and -v, not both.' });
    return [{ ...parts, ...common }];
  }
  return references.map((reference) => ({ ...parseAttributeReference(reference), ...common }));
}

function show(attributes: readonly DriverAttribute[], { json }: AttrOptions): void {
  if (json === true) printJson(attributes);
  else if (attributes.length > 0) print(attributesAsText(attributes));
}

async function showAction(term: string, references: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<AttrOptions>();
  const merge = options.merge === true ? { mergeContainerAttrs: true } : {};
  const onlyNumber = options.number === undefined ? {} : { number: options.number };
  await reading(options, async (clusto) => {
    const thing = await findEntity(clusto, term);
    const filters = await Promise.all(named(references, options).map((parts) => filterOf(clusto, parts)));
    const found = await Promise.all(
      (filters.length === 0 ? [onlyNumber] : filters).map((filter) => thing.attrs({ ...filter, ...merge })),
    );
    show([...new Map(found.flat().map((one) => [one.id, one])).values()], options);
  });
}

async function askSecret([first, ...more]: readonly AttributeParts[]): Promise<string> {
  if (first?.key === undefined || first.value !== undefined || more.length > 0)
    throw failure('USAGE', { reason: 'With --secret, name one attribute and no value: the value is asked for.' });
  return readSecretInput([first.key, first.subkey].filter((part) => part !== undefined).join('.'));
}

const sealed = (clusto: Clusto, parts: AttributeParts, secret: string | undefined): AttributeParts =>
  secret === undefined ? parts : { ...parts, value: storableSecret(clusto, secret), type: 'string' };

function writeAction(verb: 'add' | 'set') {
  return async (term: string, references: string[], _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<AttrOptions>();
    const attributes = named(references, options);
    // asked for before the transaction, in which nobody has to wait for a person
    const secret = options.secret === true ? await askSecret(attributes) : undefined;
    const written = await writing(options, async (clusto) =>
      writeAttributes(
        clusto,
        await findEntity(clusto, term),
        verb,
        attributes.length === 0 ? [{}] : attributes.map((parts) => sealed(clusto, parts, secret)),
      ),
    );
    show(written, options);
  };
}

async function deleteAction(term: string, references: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<AttrOptions>();
  const attributes = named(references, options);
  const isFiltered = attributes.length > 0 || options.number !== undefined;
  if (isFiltered === (options.all === true))
    throw failure('USAGE', {
      reason: isFiltered ? 'Name attributes or give --all, not both.' : 'Name the attributes to delete, or give --all.',
    });
  const gone = await writing(options, async (clusto) =>
    deleteAttributes(
      clusto,
      await findEntity(clusto, term),
      attributes.length === 0 ? [{ number: options.number }] : attributes,
    ),
  );
  if (options.json === true) printJson(gone);
  else note(`deleted ${gone.length} attribute${gone.length === 1 ? '' : 's'}`);
}

export function attrCommand(): Command {
  const command = new Command('attr')
    .description('Shows and changes the attributes of an entity. Several in one command are one version.')
    .addHelpText('after', '\nExample:\n  clusto attr set web1 system.memory=16384 system.disk=2000');
  command.addCommand(
    subcommand('show', 'Shows attributes; without a name every visible one.', 'clusto attr show web1 system --json')
      .option('--merge', 'also those of the containers, nearest first')
      .addOption(atOption())
      .action(showAction),
  );
  command.addCommand(
    subcommand('add', 'Adds attributes, whatever is there already.', 'clusto attr add web1 note="new disks" -n auto')
      .addOption(secretOption())
      .addOption(messageOption())
      .action(writeAction('add')),
  );
  command.addCommand(
    subcommand(
      'set',
      'Makes attributes have a value.',
      'clusto attr set web1 -k system -s memory -v 16384 -m "more memory"',
    )
      .addOption(secretOption())
      .addOption(messageOption())
      .action(writeAction('set')),
  );
  command.addCommand(
    subcommand('delete', 'Deletes attributes.', 'clusto attr delete web1 system.memory')
      .option('--all', 'every visible attribute')
      .addOption(messageOption())
      .action(deleteAction),
  );
  return command;
}
