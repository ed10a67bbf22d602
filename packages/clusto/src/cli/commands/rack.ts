import { Command, InvalidArgumentError } from 'commander';
import { type RackDescription } from '../../operations/racks/describe-rack.ts';
import { atOption, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { reading, writing } from '../with-inventory.ts';

interface MountOptions extends WriteOptions {
  readonly unit?: number;
  readonly height?: number;
}

function readUnit(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

/** The front of the rack, a device of several units as one box. */
function elevation({ rack, units, free, longestFree }: RackDescription): string {
  const labels = units.map(({ device, type, ip }) =>
    device === null ? '' : [`${device} (${type})`, ...ip].join('  '),
  );
  const width = Math.max(24, ...labels.map(({ length }) => length));
  const border = `     +${'-'.repeat(width + 2)}+`;
  const lines = units.flatMap(({ unit, device }, index) => {
    const isNext = device !== null && units[index - 1]?.device === device;
    const row = `${String(unit).padStart(4)} | ${(isNext ? '' : (labels[index] ?? '')).padEnd(width)} |`;
    const isBoxed = device !== null || (units[index - 1]?.device ?? null) !== null || index === 0;
    return isBoxed && !isNext ? [border, row] : [row];
  });
  const sum = free === 0 ? 'full' : `${free} free, at most ${longestFree} together`;
  return [`${rack}: ${units.length} units, ${sum}`, ...lines, border].join('\n');
}

async function showAction(names: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions>();
  const { BasicRack } = await import('../../drivers/locations/basic-rack.ts');
  const { describeRack } = await import('../../operations/racks/describe-rack.ts');
  const racks = await reading(options, (clusto) =>
    Promise.all(names.map(async (name) => describeRack(await clusto.getByName(name, BasicRack)))),
  );
  if (options.json === true) printJson(racks);
  else print(racks.map(elevation).join('\n\n'));
}

function mountAction(isMove: boolean) {
  return async (rack: string, term: string, _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<MountOptions>();
    const { findDevice } = await import('../../operations/find-device.ts');
    const { mountDevice } = await import('../../operations/racks/mount-device.ts');
    const units = await writing(options, async (clusto) =>
      mountDevice(clusto, {
        device: await findDevice(clusto, term),
        rack,
        unit: options.unit,
        height: options.height,
        isMove,
      }),
    );
    if (options.json === true) printJson({ device: term, rack, units });
    else note(`${term} is in ${rack}, unit${units.length === 1 ? '' : 's'} ${units.join(', ')}`);
  };
}

async function removeAction(rack: string, terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const { BasicRack } = await import('../../drivers/locations/basic-rack.ts');
  const { removeMembers } = await import('../../operations/remove-members.ts');
  await writing(options, async (clusto) => removeMembers(clusto, await clusto.getByName(rack, BasicRack), terms));
  note(`took ${terms.join(', ')} out of ${rack}`);
}

const mounting = (command: Command): Command =>
  command
    .argument('<rack>', 'the name of the rack')
    .argument('<device>', 'name, IP address, MAC address or serial number')
    .option('--unit <number>', 'the lowest unit; left out, the lowest place where it fits', readUnit)
    .option('--height <units>', 'how many units it takes; left out, what its driver says', readUnit)
    .addOption(messageOption());

export function rackCommand(): Command {
  return new Command('rack')
    .description('Shows racks, and mounts and moves what is in them.')
    .addHelpText('after', '\nExample:\n  clusto rack show sv3-001')
    .addCommand(
      subcommand('show', 'Draws the front of racks.', 'clusto rack show sv3-001')
        .argument('<rack...>', 'the names of racks')
        .addOption(atOption())
        .action(showAction),
    )
    .addCommand(
      mounting(subcommand('insert', 'Mounts a device.', 'clusto rack insert sv3-001 web1 --unit 12')).action(
        mountAction(false),
      ),
    )
    .addCommand(
      mounting(
        subcommand(
          'move',
          'Moves a device to another unit, or to another rack.',
          'clusto rack move sv3-002 web1 --unit 3',
        ),
      ).action(mountAction(true)),
    )
    .addCommand(
      subcommand('remove', 'Takes devices out of a rack, all of them or none.', 'clusto rack remove sv3-001 web1')
        .argument('<rack>', 'the name of the rack')
        .argument('<device...>', 'name, IP address, MAC address or serial number')
        .addOption(messageOption())
        .action(removeAction),
    );
}
