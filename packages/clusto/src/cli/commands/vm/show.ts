import { type Command } from 'commander';
import { atOnce, type MachineOptions, throwFailures } from '../../each-machine.ts';
import { fields } from '../../fields.ts';
import { interruptible } from '../../interruptible.ts';
import { print, printJson } from '../../print.ts';
import { table } from '../../table.ts';
import { withInventory } from '../../with-inventory.ts';
import { machineArgument, timeoutOption, vmSubcommand } from './options.ts';

interface ConsoleOptions extends MachineOptions {
  readonly user?: string;
}

/** How long a hypervisor has to say how a machine is, in seconds. */
const patience = 30;

const patienceOption = (): ReturnType<typeof timeoutOption> =>
  timeoutOption(`how long a hypervisor has to answer (default: ${patience})`);

async function statusAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { timeout = patience, ...options } = command.optsWithGlobals<MachineOptions>();
  const { findMachine } = await import('../../../operations/vm/find-machine.ts');
  const { inParallel } = await import('../../../operations/vm/in-parallel.ts');
  await interruptible({ timeout }, (signal) =>
    withInventory(options, async (clusto) => {
      const machines = await Promise.all(terms.map((term) => findMachine(clusto, term)));
      const outcomes = await inParallel(machines, atOnce, (machine) => machine.vmStatus({ signal }));
      const rows = outcomes.flatMap(({ item, result }) => (result ? [{ name: item.name, ...result }] : []));
      if (options.json === true) printJson(rows);
      else if (rows.length > 0) print(table(rows.map(({ name, state, detail }) => [name, state, detail])));
      throwFailures(
        outcomes.map(({ item, error }) => ({ name: item.name, error })),
        'asked',
      );
    }),
  );
}

async function showAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { timeout = patience, ...options } = command.optsWithGlobals<MachineOptions>();
  const { findMachine } = await import('../../../operations/vm/find-machine.ts');
  const { describeMachine } = await import('../../../operations/vm/describe-machine.ts');
  const machines = await withInventory(options, async (clusto) => {
    const found = await Promise.all(terms.map((term) => findMachine(clusto, term)));
    return Promise.all(
      found.map((machine) => describeMachine(machine, { signal: AbortSignal.timeout(timeout * 1000) })),
    );
  });
  if (options.json === true) return printJson(machines);
  const texts = machines.map(({ state, stateError, host, hostAddress, attributes, ...machine }) =>
    fields({
      name: machine.name,
      driver: machine.driver,
      state: state === null ? (stateError ?? 'not placed') : `${state.state}: ${state.detail}`,
      host: host === null || hostAddress === null ? host : `${host} (${hostAddress})`,
      manager: machine.manager,
      'moving to': machine.movingTo,
      addresses: machine.addresses,
      'MAC addresses': machine.macs,
      pools: machine.pools,
      unfinished: machine.unfinished,
      attributes: Object.entries(attributes).map(([name, value]) => `${name} ${JSON.stringify(value)}`),
    }),
  );
  print(texts.join('\n\n'));
}

async function consoleAction(term: string, _options: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ConsoleOptions>();
  const { findMachine } = await import('../../../operations/vm/find-machine.ts');
  await withInventory(options, async (clusto) => {
    const machine = await findMachine(clusto, term);
    await machine.vmConsole(options.user === undefined ? {} : { user: options.user });
  });
}

export function vmStatusCommand(): Command {
  return vmSubcommand('status', 'Asks the hypervisors how virtual machines are.', 'clusto vm status v1000 v1001')
    .argument(...machineArgument)
    .addOption(patienceOption())
    .action(statusAction);
}

export function vmShowCommand(): Command {
  return vmSubcommand('show', 'Shows all that is known of virtual machines.', 'clusto vm show v1000')
    .argument(...machineArgument)
    .addOption(patienceOption())
    .action(showAction);
}

export function vmConsoleCommand(): Command {
  return vmSubcommand(
    'console',
    'Connects the terminal with the console of a virtual machine.',
    'clusto vm console v1000 --user root',
  )
    .argument('<machine>', machineArgument[1])
    .option('--user <user>', 'who logs in to the hypervisor')
    .action(consoleAction);
}
