import { type Command } from 'commander';
import { ClustoException, show } from '../../../base/errors.ts';
import { type MachineStatus } from '../../../drivers/machines/virtual-machine.ts';
import { type Driver } from '../../../inventory/driver.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { call } from '../../../operations/verbs/call.ts';
import { type Outcome } from '../../../operations/vm/in-parallel.ts';
import { chooseEntities, takesEntities } from '../../choose-entities.ts';
import { atOnce, chooseMachines, type MachineOptions, throwFailures } from '../../each-machine.ts';
import { fields } from '../../fields.ts';
import { atOption, type ReadOptions } from '../../options.ts';
import { print, printJson } from '../../print.ts';
import { csvOption, printRows, type RowOptions, yamlOption } from '../../print-rows.ts';
import { reaching } from '../../reaching.ts';
import { table } from '../../table.ts';
import { reading, withInventory } from '../../with-inventory.ts';
import { machineTerm, timeoutOption, vmSubcommand } from './options.ts';

interface ConsoleOptions extends MachineOptions {
  readonly user?: string;
}

/** How long a hypervisor has to say how a machine is, in seconds. */
const patience = 30;

const patienceOption = (): ReturnType<typeof timeoutOption> =>
  timeoutOption(`how long a hypervisor has to answer (default: ${patience})`);

/** How machines are, several asked at once. */
async function askMachines(
  clusto: Clusto,
  machines: readonly Driver[],
  timeout: number,
): Promise<Outcome<Driver, MachineStatus>[]> {
  const { inParallel } = await import('../../../operations/vm/in-parallel.ts');
  return reaching({ timeout, outcome: 'nothing more is asked' }, (reach) =>
    inParallel(machines, atOnce, (machine) => call(clusto, 'askMachine', reach, machine)),
  );
}

async function statusAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { timeout = patience, ...options } = command.optsWithGlobals<MachineOptions & RowOptions>();
  await withInventory(options, async (clusto) => {
    const outcomes = await askMachines(clusto, await chooseMachines(clusto, terms, options), timeout);
    const rows = outcomes.flatMap(({ item, result }) => (result ? [{ name: item.name, ...result }] : []));
    await printRows(
      rows,
      { name: (row) => row.name, state: (row) => row.state, detail: (row) => row.detail },
      options,
      { text: () => table(rows.map(({ name, state, detail }) => [name, state, detail])) },
    );
    throwFailures(
      outcomes.map(({ item, error }) => ({ name: item.name, error })),
      'asked',
    );
  });
}

/** What a hypervisor has said, or why it has not: of what was never placed there is nobody to ask. */
function answerOf(outcome: Outcome<Driver, MachineStatus> | undefined): {
  readonly state: MachineStatus | null;
  readonly stateError: string | null;
} {
  const { result = null, error } = outcome ?? {};
  const isTold = error !== undefined && !(error instanceof ClustoException && error.code === 'VM_NOT_PLACED');
  return { state: result, stateError: isTold ? (error instanceof Error ? error.message : show(error)) : null };
}

async function showAction(terms: string[], _options: unknown, command: Command): Promise<void> {
  const { timeout = patience, ...options } = command.optsWithGlobals<MachineOptions & ReadOptions>();
  // only the present can be asked of a hypervisor
  const isPast = options.at !== undefined;
  const machines = await reading(options, async (clusto) => {
    const found = await chooseEntities(clusto, terms, options);
    const described = await call(clusto, 'describeMachines', found);
    const outcomes = isPast ? [] : await askMachines(clusto, found, timeout);
    return described.map((machine, index) => ({ ...machine, ...answerOf(outcomes[index]) }));
  });
  if (options.json === true) return printJson(machines);
  const texts = machines.map(({ state, stateError, host, hostAddress, attributes, ...machine }) =>
    fields({
      name: machine.name,
      driver: machine.driver,
      state: state === null ? (stateError ?? (isPast ? null : 'not placed')) : `${state.state}: ${state.detail}`,
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
  const connectTerminal = async (clusto: Clusto): Promise<void> => {
    const machine = await findMachine(clusto, term);
    await machine.vmConsole(options.user === undefined ? {} : { user: options.user });
  };
  await withInventory(options, connectTerminal);
}

export function vmStatusCommand(): Command {
  const command = vmSubcommand(
    'status',
    'Asks the hypervisors how virtual machines are.',
    'clusto vm status v1000 v1001',
  );
  return takesEntities(command, 'machine', machineTerm)
    .addOption(patienceOption())
    .addOption(yamlOption())
    .addOption(csvOption())
    .action(statusAction);
}

export function vmShowCommand(): Command {
  const command = vmSubcommand('show', 'Shows all that is known of virtual machines.', 'clusto vm show v1000');
  return takesEntities(command, 'machine', machineTerm)
    .addOption(patienceOption())
    .addOption(atOption())
    .action(showAction);
}

export function vmConsoleCommand(): Command {
  return vmSubcommand(
    'console',
    'Connects the terminal with the console of a virtual machine.',
    'clusto vm console v1000 --user root',
  )
    .argument('<machine>', machineTerm)
    .option('--user <user>', 'who logs in to the hypervisor')
    .action(consoleAction);
}
