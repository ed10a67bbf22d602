import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import { chooseEntities, chooseEntity, entityTerm, takesEntities, takesEntity } from '../choose-entities.ts';
import { atOption, type EntitiesOptions, messageOption, type ReadOptions, type WriteOptions } from '../options.ts';
import { note } from '../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../print-rows.ts';
import { type CableEnd } from '../../operations/ports/trace-cable.ts';
import { reading, writing } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface ShowOptions extends ReadOptions, RowOptions, EntitiesOptions {
  readonly free?: boolean;
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

const device = entityTerm;
const port = 'the port, as TYPE:NUMBER such as nic-eth:1, or TYPE:NAME for a named outlet';

async function connectAction(
  term: string,
  from: string,
  otherTerm: string,
  to: string,
  _options: unknown,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const [near, far] = [parsePortReference(from), parsePortReference(to)];
  await writing(options, (clusto) => call(clusto, 'connectCable', term, near, otherTerm, far));
  note(`${term} ${from} -> ${otherTerm} ${to}`);
}

async function disconnectAction(term: string, from: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WriteOptions>();
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  const reference = parsePortReference(from);
  await writing(options, (clusto) => call(clusto, 'disconnectPort', term, reference));
  note(`${term} ${from} is free`);
}

async function showAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ShowOptions>();
  const ports = await reading(options, async (clusto) => {
    const things = await chooseEntities(clusto, terms, options);
    return (
      await callEach(
        clusto,
        'listPorts',
        things.map((thing) => [thing]),
      )
    ).flat();
  });
  await printRows(
    options.free === true ? ports.filter(({ to }) => to === null) : ports,
    {
      device: (row) => row.device,
      type: (row) => row.type,
      number: (row) => row.number,
      name: (row) => (row.name === String(row.number) ? '' : row.name),
      to: (row) => row.to,
      'to-number': (row) => row.toNumber,
      attributes: (row) => Object.entries(row.attributes).map(([name, value]) => `${name}=${value}`),
    },
    options,
  );
}

const shown = ({ device: name, port: type, number, name: portName }: CableEnd): string =>
  `${name} ${type}:${portName === String(number) ? number : portName}`;

async function traceAction(
  first: string,
  second: string | undefined,
  _options: unknown,
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<ReadOptions & RowOptions & EntitiesOptions>();
  const { parsePortReference } = await import('../../operations/ports/port-reference.ts');
  // with a query there is no device to name
  const [term, from] = second === undefined && options.query !== undefined ? [undefined, first] : [first, second];
  if (from === undefined) throw failure('USAGE', { reason: 'Which port? Give it as TYPE:NUMBER, such as nic-eth:1.' });
  const reference = parsePortReference(from);
  const hops = await reading(options, async (clusto) =>
    call(clusto, 'traceCable', await chooseEntity(clusto, term, options), reference),
  );
  if (hops.length === 0) note(`${term ?? options.query} ${from} has no cable`);
  await printRows(
    hops,
    {
      device: (hop) => hop.from.device,
      port: (hop) => hop.from.port,
      number: (hop) => hop.from.number,
      to: (hop) => hop.to.device,
      'to-port': (hop) => hop.to.port,
      'to-number': (hop) => hop.to.number,
    },
    options,
    { text: () => hops.map((hop) => `${shown(hop.from)} -> ${shown(hop.to)}`).join('\n') },
  );
}

export function portCommand(): Command {
  return new Command('port')
    .description('Shows ports and cables, connects and disconnects them.')
    .addHelpText('after', '\nExample:\n  clusto port connect web1 nic-eth:1 switch1 nic-eth:12')
    .addCommand(
      subcommand('connect', 'Puts a cable between two ports.', 'clusto port connect web1 nic-eth:1 switch1 nic-eth:12')
        .argument('<device>', device)
        .argument('<port>', port)
        .argument('<other>', device)
        .argument('<other-port>', port)
        .addOption(messageOption())
        .action(connectAction),
    )
    .addCommand(
      subcommand('disconnect', 'Takes the cable off a port, at both ends.', 'clusto port disconnect web1 nic-eth:1')
        .argument('<device>', device)
        .argument('<port>', port)
        .addOption(messageOption())
        .action(disconnectAction),
    )
    .addCommand(
      takesEntities(
        subcommand(
          'show',
          'Lists the ports of devices with what they are connected to.',
          'clusto port show switch1 --free',
        ),
        'device',
      )
        .option('--free', 'only those without a cable')
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(showAction),
    )
    .addCommand(
      takesEntity(
        subcommand('trace', 'Follows a cable to its end, through patch panels.', 'clusto port trace web1 nic-eth:1'),
        'device',
      )
        .argument('[port]', port)
        .addOption(yamlOption())
        .addOption(csvOption())
        .addOption(atOption())
        .action(traceAction),
    );
}
