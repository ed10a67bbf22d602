import { Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '../../base/errors.ts';
import { type AttributeParts, parseAttributeReference } from '../../operations/attribute-reference.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { readSecretInput } from '../read-secret-input.ts';
import { type AttributeValue, type Driver } from '../../inventory/driver.ts';
import { type ValueType, valueTypes } from '../../operations/read-value.ts';
import { type ShownAttribute } from '../../operations/show-attributes.ts';
import { valueAsText } from '../../operations/value-as-text.ts';
import { changeEntities } from '../change-entities.ts';
import { chooseEntities, entityTerm, splitWords } from '../choose-entities.ts';
import {
  atOption,
  type ChangeOptions,
  dryRunOption,
  messageOption,
  queryOption,
  type ReadOptions,
  yesOption,
} from '../options.ts';
import { note } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface AttrOptions extends ReadOptions, ChangeOptions, RowOptions {
  readonly key?: string;
  readonly subkey?: string;
  readonly number?: number | true;
  readonly value?: string;
  readonly type?: ValueType;
  readonly merge?: boolean;
  readonly all?: boolean;
  readonly secret?: boolean;
  readonly reveal?: boolean;
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
    .description(description)
    .argument('[entity]', `${entityTerm}; with --query there is none`)
    .argument('[attribute...]', 'key, key.subkey or key.subkey=value')
    .addOption(queryOption())
    .addOption(yamlOption())
    .addOption(csvOption())
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

/** An attribute, with the secret that is sealed in it where that is to be shown. */
interface Shown extends ShownAttribute {
  readonly revealed?: string;
}

/** As rows; of whom is said where a query chose. */
function show(shown: readonly Shown[], options: AttrOptions): Promise<void> {
  const isFound = options.query !== undefined;
  return printRows(
    shown.map(({ of, revealed, value, ...one }) => ({
      ...(isFound ? { entity: of } : {}),
      ...one,
      value: revealed ?? (value as AttributeValue),
    })),
    {
      ...(isFound ? { entity: ({ entity }) => entity } : {}),
      key: (row) => row.key,
      subkey: (row) => row.subkey,
      number: (row) => row.number,
      type: (row) => row.datatype,
      value: (row) => valueAsText(row.value),
    },
    options,
    { blank: '-' },
  );
}

async function reveal(clusto: Clusto, shown: readonly Shown[], options: AttrOptions): Promise<readonly Shown[]> {
  const { revealSecrets } = await import('../reveal-secrets.ts');
  const concealed = shown.map(({ of, key, subkey, value }) => ({
    name: [of, key, ...(subkey === null ? [] : [subkey])].join('.'),
    value,
  }));
  const values = await revealSecrets(clusto, options, concealed);
  return shown.map((each, at) => (values[at] === each.value ? each : { ...each, revealed: String(values[at]) }));
}

async function showAction(
  term: string | undefined,
  words: string[],
  _options: unknown,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<AttrOptions>();
  const [terms, references] = splitWords(term, words, options);
  const { merge, number } = options;
  const attributes = named(references, options);
  const found = await reading(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    const shown = await call(clusto, 'showAttributes', things, attributes, { merge, number });
    const [only] = things;
    // what one thing does not have may be mistyped; of several, some do not have it
    if (shown.length === 0 && only !== undefined && terms.length === 1) await noteMissing(clusto, only, attributes);
    return options.reveal === true ? reveal(clusto, shown, options) : shown;
  });
  await show(found, options);
}

async function noteMissing(clusto: Clusto, thing: Driver, wanted: readonly AttributeParts[]): Promise<void> {
  const { noteUnknownAttributes } = await import('../note-unknown.ts');
  const name = ({ key, subkey }: { key?: string | undefined; subkey?: string | null | undefined }): string[] =>
    key === undefined ? [] : [[key, subkey].filter((part) => part !== undefined && part !== null).join('.')];
  noteUnknownAttributes(thing.name, wanted.flatMap(name), await call(clusto, 'attributeNamesOf', thing));
}

async function askSecret([first, ...more]: readonly AttributeParts[]): Promise<string> {
  if (first?.key === undefined || first.value !== undefined || more.length > 0)
    throw failure('USAGE', { reason: 'With --secret, name one attribute and no value: the value is asked for.' });
  return readSecretInput([first.key, first.subkey].filter((part) => part !== undefined).join('.'));
}

function writeAction(verb: 'add' | 'set') {
  return async (term: string | undefined, words: string[], _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<AttrOptions>();
    const [terms, references] = splitWords(term, words, options);
    const attributes = named(references, options);
    // asked for before the transaction, in which nobody has to wait for a person
    const secret = options.secret === true ? await askSecret(attributes) : undefined;
    const title = `${verb === 'add' ? 'Add to' : 'Set'} the attributes of`;
    const parts = attributes.length === 0 ? [{}] : attributes;
    const written = await changeEntities(title, terms, options, (clusto, things) =>
      call(clusto, 'writeAttributes', things, verb, parts, secret),
    );
    if (written !== undefined) await show(written, options);
  };
}

async function deleteAction(
  term: string | undefined,
  words: string[],
  _options: unknown,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<AttrOptions>();
  const [terms, references] = splitWords(term, words, options);
  const attributes = named(references, options);
  const isFiltered = attributes.length > 0 || options.number !== undefined;
  if (isFiltered === (options.all === true))
    throw failure('USAGE', {
      reason: isFiltered ? 'Name attributes or give --all, not both.' : 'Name the attributes to delete, or give --all.',
    });
  const gone = await changeEntities('Delete attributes of', terms, options, async (clusto, things) => {
    const parts = attributes.length === 0 ? [{ number: options.number }] : attributes;
    const deleted = await call(clusto, 'deleteAttributes', things, parts);
    const [only] = things;
    if (deleted.length === 0 && only !== undefined && terms.length === 1) await noteMissing(clusto, only, attributes);
    return deleted;
  });
  if (gone === undefined) return;
  if (options.json === true || options.yaml === true || options.csv === true) await show(gone, options);
  else note(`deleted ${gone.length} attribute${gone.length === 1 ? '' : 's'}`);
}

export function attrCommand(): Command {
  const command = new Command('attr')
    .description('Shows and changes the attributes of entities. Several in one command are one version.')
    .addHelpText('after', '\nExample:\n  clusto attr set web1 system.memory=16384 system.disk=2000');
  command.addCommand(
    subcommand('show', 'Shows attributes; without a name every visible one.', 'clusto attr show web1 system --json')
      .option('--merge', 'also those of the containers, nearest first')
      .option('--reveal', 'show secrets as they are, which the audit log records')
      .addOption(atOption())
      .action(showAction),
  );
  command.addCommand(
    subcommand('add', 'Adds attributes, whatever is there already.', 'clusto attr add web1 note="new disks" -n auto')
      .addOption(secretOption())
      .addOption(dryRunOption())
      .addOption(yesOption())
      .addOption(messageOption())
      .action(writeAction('add')),
  );
  command.addCommand(
    subcommand(
      'set',
      'Makes attributes have a value.',
      'clusto attr set --query "pool = production" owner=ops -m "who to call"',
    )
      .addOption(secretOption())
      .addOption(dryRunOption())
      .addOption(yesOption())
      .addOption(messageOption())
      .action(writeAction('set')),
  );
  command.addCommand(
    subcommand('delete', 'Deletes attributes.', 'clusto attr delete web1 system.memory')
      .option('--all', 'every visible attribute')
      .addOption(dryRunOption())
      .addOption(yesOption())
      .addOption(messageOption())
      .action(deleteAction),
  );
  return command;
}
