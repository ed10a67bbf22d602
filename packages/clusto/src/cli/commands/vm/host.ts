import { type Command } from 'commander';
import { call } from '../../../operations/verbs/call.ts';
import { type ChangedHost, type HostVerb } from '../../../operations/vm/change-hosts.ts';
import { changeEntities } from '../../change-entities.ts';
import { changesEntities, entityTerm } from '../../choose-entities.ts';
import { type ChangeOptions } from '../../options.ts';
import { note, print, printJson } from '../../print.ts';
import { vmSubcommand } from './options.ts';

interface HostCommand {
  readonly name: HostVerb;
  readonly description: string;
  readonly example: string;
  /** What is told of each host. */
  readonly done: string;
}

/** Tells what is still on hosts that were drained. */
function tellMachines(hosts: readonly ChangedHost[], { json }: ChangeOptions): void {
  if (json === true) return printJson(hosts);
  const names = hosts.flatMap(({ machines }) => machines ?? []);
  if (names.length > 0) print(names.join('\n'));
  return undefined;
}

/** What is done with hosts in their managers, as one version. */
function hostCommand({ name, description, example, done }: HostCommand): Command {
  return changesEntities(vmSubcommand(name, description, example), 'host', entityTerm).action(
    async (terms: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<ChangeOptions>();
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      const hosts = await changeEntities(title, terms, options, (clusto, things) =>
        call(clusto, 'changeHosts', name, things),
      );
      for (const { host } of hosts ?? []) note(`${host}: ${done}`);
      if (name === 'drain') tellMachines(hosts ?? [], options);
    },
  );
}

/** What is done with hosts: reserve, unreserve, drain. */
export function hostCommands(): Command[] {
  return [
    hostCommand({
      name: 'reserve',
      description: 'Keeps further virtual machines from hosts.',
      example: 'clusto vm reserve xenhost1',
      done: 'takes no further machines',
    }),
    hostCommand({
      name: 'unreserve',
      description: 'Lets virtual machines on hosts again.',
      example: 'clusto vm unreserve xenhost1',
      done: 'takes machines again',
    }),
    hostCommand({
      name: 'drain',
      description: 'Reserves hosts, and lists the virtual machines that are still on them, to be migrated or deleted.',
      example: 'clusto vm drain xenhost1 | xargs clusto vm migrate',
      done: 'takes no further machines',
    }),
  ];
}
