import { Command, InvalidArgumentError } from 'commander';
import { styleText } from 'node:util';
import { availableColumns, displayWidth, padEnd, truncate } from '../display-width.ts';
import { failure } from '../../base/errors.ts';
import { type RackDescription } from '../../operations/racks/describe-rack.ts';
import { changeEntities } from '../change-entities.ts';
import { changesEntities, chooseEntities, takesEntities } from '../choose-entities.ts';
import { atOption, type ChangeOptions, type EntitiesOptions, type ReadOptions } from '../options.ts';
import { listsType } from '../lists-type.ts';
import { note, printJson } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { reading } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface MountOptions extends ChangeOptions {
  readonly unit?: number;
  readonly height?: number;
}

function readUnit(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

/** What the numbers and the borders take of a line. */
const frame = 9;

/** The front of the rack, a device of several units as one box. */
function elevation({ rack, units, free, longestFree }: RackDescription): string {
  const labels = units.map(({ device, type, ip }) =>
    device === null ? '' : [`${styleText('bold', device)} (${type})`, ...ip].join('  '),
  );
  const width = Math.min(Math.max(24, ...labels.map(displayWidth)), Math.max(24, availableColumns() - frame));
  const border = `     +${'-'.repeat(width + 2)}+`;
  const lines = units.flatMap(({ unit, device }, index) => {
    const isNext = device !== null && units[index - 1]?.device === device;
    const row = `${String(unit).padStart(4)} | ${padEnd(truncate(isNext ? '' : (labels[index] ?? ''), width), width)} |`;
    const isBoxed = device !== null || (units[index - 1]?.device ?? null) !== null || index === 0;
    return isBoxed && !isNext ? [border, row] : [row];
  });
  const sum = free === 0 ? 'full' : `${free} free, at most ${longestFree} together`;
  return [`${rack}: ${units.length} units, ${sum}`, ...lines, border].join('\n');
}

async function showAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & EntitiesOptions & RowOptions>();
  const racks = await reading(options, async (clusto) => {
    const things = await chooseEntities(clusto, names, options);
    return callEach(
      clusto,
      'describeRack',
      things.map((thing) => [thing]),
    );
  });
  await printRows(
    racks.flatMap(({ rack, units }) => units.map((unit) => ({ rack, ...unit }))),
    {
      rack: (row) => row.rack,
      unit: (row) => row.unit,
      device: (row) => row.device,
      type: (row) => row.type,
      driver: (row) => row.driver,
      ip: (row) => row.ip,
    },
    options,
    { data: racks, text: () => racks.map(elevation).join('\n\n') },
  );
}

function mountAction(isMove: boolean) {
  return async (rack: string, terms: string[], _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<MountOptions>();
    const { unit, height } = options;
    const mounted = await changeEntities(
      isMove ? `Move to ${rack}` : `Mount in ${rack}`,
      terms,
      options,
      async (clusto, things) => {
        if (unit !== undefined && things.length > 1)
          throw failure('USAGE', { reason: 'With --unit there is one device: several take the lowest places.' });
        return callEach(
          clusto,
          'mountDevice',
          things.map((thing) => [thing, { rack, unit, height, isMove }]),
        );
      },
    );
    if (mounted === undefined) return;
    if (options.json === true) printJson(mounted);
    else
      for (const { device, units } of mounted)
        note(`${device} is in ${rack}, unit${units.length === 1 ? '' : 's'} ${units.join(', ')}`);
  };
}

async function removeAction(rack: string, terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangeOptions>();
  const removed = await changeEntities(`Take out of ${rack}`, terms, options, (clusto, things) =>
    call(clusto, 'removeFromRack', rack, things),
  );
  if (removed === undefined) return;
  if (options.json === true) printJson(removed);
  else note(`took ${removed.map(({ name }) => name).join(', ')} out of ${rack}`);
}

const mounting = (command: Command): Command =>
  changesEntities(command.argument('<rack>', 'the name of the rack'), 'device')
    .option('--unit <number>', 'the lowest unit; left out, the lowest place where it fits', readUnit)
    .option('--height <units>', 'how many units it takes; left out, what its driver says', readUnit);

export function rackCommand(): Command {
  return new Command('rack')
    .description('Shows racks, and mounts and moves what is in them.')
    .addHelpText('after', '\nExample:\n  clusto rack show sv3-001')
    .addCommand(listsType('rack'))
    .addCommand(
      takesEntities(
        subcommand('show', 'Draws the front of racks.', 'clusto rack show sv3-001'),
        'rack',
        'the names of racks',
      )
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(showAction),
    )
    .addCommand(
      mounting(
        subcommand('insert', 'Mounts devices, all of them or none.', 'clusto rack insert sv3-001 web1 --unit 12'),
      ).action(mountAction(false)),
    )
    .addCommand(
      mounting(
        subcommand(
          'move',
          'Moves devices to other units, or to another rack, all of them or none.',
          'clusto rack move sv3-002 web1 --unit 3',
        ),
      ).action(mountAction(true)),
    )
    .addCommand(
      changesEntities(
        subcommand(
          'remove',
          'Takes devices out of a rack, all of them or none.',
          'clusto rack remove sv3-001 web1',
        ).argument('<rack>', 'the name of the rack'),
        'device',
      ).action(removeAction),
    );
}
