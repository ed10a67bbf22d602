import { Command } from 'commander';
import { type Drift } from '../../operations/discovery/drift.ts';
import { changeEntities } from '../change-entities.ts';
import { changesEntities, chooseEntities, takesEntities } from '../choose-entities.ts';
import { atOption, type ChangeOptions, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { note } from '../print.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface ListOptions extends ReadOptions, EntitiesOptions, RowOptions {
  readonly dismissed?: boolean;
}

const printDrift = (drift: readonly Drift[], options: RowOptions, data: unknown = drift): Promise<void> =>
  printRows(
    drift,
    {
      since: ({ since }) => since,
      entity: ({ entity }) => entity,
      attribute: ({ attribute }) => attribute,
      intended: ({ intended }) => intended,
      observed: ({ observed }) => observed,
      kind: ({ kind }) => kind,
      source: ({ source }) => source,
    },
    options,
    { blank: '-', data },
  );

async function listAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { dismissed, ...options } = command.optsWithGlobals<ListOptions>();
  const found = await reading(options, async (clusto) => {
    const isAll = terms.length === 0 && options.query === undefined;
    return call(clusto, 'findDrift', {
      entities: isAll ? undefined : await chooseEntities(clusto, terms, options),
      dismissed,
    });
  });
  await printDrift(found, options);
}

async function acceptAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangeOptions & RowOptions>();
  const done = await changeEntities('Accept the drift of', terms, options, (clusto, things) =>
    call(clusto, 'acceptDrift', things),
  );
  if (done === undefined) return;
  await printDrift(done.accepted, options, done);
  for (const { entity, attribute, observed } of done.left)
    note(
      `left: ${observed} at ${entity} ${attribute} belongs to nothing; create it, or note the address at what it is`,
    );
  if (done.accepted.length + done.left.length === 0) note('nothing to do: all is as it is meant');
}

async function dismissAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangeOptions & RowOptions>();
  const drift = await changeEntities('Dismiss the drift of', terms, options, (clusto, things) =>
    call(clusto, 'dismissDrift', things),
  );
  if (drift !== undefined) await printDrift(drift, options);
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

const settles = (...described: Parameters<typeof subcommand>): Command =>
  printsRows(changesEntities(subcommand(...described)));

export function driftCommand(): Command {
  const list = subcommand(
    'list',
    'Lists where switches and hosts say otherwise than is meant, newest first.',
    'clusto drift list --query "pool = web" --json',
  )
    .option('--dismissed', 'also what was dismissed')
    .addOption(atOption());
  return new Command('drift')
    .description('Compares what was observed with what is meant, and settles the differences.')
    .addHelpText('after', '\nExample:\n  clusto drift accept web1 --dry-run')
    .addCommand(printsRows(takesEntities(list)).action(listAction), { isDefault: true })
    .addCommand(
      settles(
        'accept',
        'Has what was observed of entities be what is meant, as one version. Rack units stay.',
        'clusto drift accept web1 web2 -m "moved to the other switch"',
      ).action(acceptAction),
    )
    .addCommand(
      settles(
        'dismiss',
        'Has the drift of entities not be listed any more, for as long as the same is observed.',
        'clusto drift dismiss web1',
      ).action(dismissAction),
    );
}
