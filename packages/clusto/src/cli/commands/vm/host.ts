import { type Command } from 'commander';
import { type VMManager } from '../../../drivers/machines/vm-manager.ts';
import { type Driver } from '../../../inventory/driver.ts';
import { changeEntities } from '../../change-entities.ts';
import { changesEntities, entityTerm } from '../../choose-entities.ts';
import { type ChangeOptions } from '../../options.ts';
import { note, print, printJson } from '../../print.ts';
import { vmSubcommand } from './options.ts';

interface HostVerb<T> {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** What is told of each host. */
  readonly done: string;
  readonly work: (manager: VMManager, host: Driver) => Promise<T>;
  /** Tells more of all of them. */
  readonly tell?: (results: readonly { readonly host: string; readonly result: T }[], isJson: boolean) => void;
}

/** What is done with hosts in their managers, as one version. */
function hostCommand<T>({ name, description, example, done, work, tell }: HostVerb<T>): Command {
  return changesEntities(vmSubcommand(name, description, example), 'host', entityTerm).action(
    async (terms: string[], _options, command: Command) => {
      const options = command.optsWithGlobals<ChangeOptions>();
      const { managerOfHost } = await import('../../../operations/vm/manager-of-host.ts');
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      const results = await changeEntities(title, terms, options, async (clusto, things) => {
        const each: { readonly host: string; readonly result: T }[] = [];
        for (const thing of things) {
          const { manager, host } = await managerOfHost(clusto, thing);
          each.push({ host: host.name, result: await work(manager, host) });
        }
        return each;
      });
      for (const { host } of results ?? []) note(`${host}: ${done}`);
      tell?.(results ?? [], options.json === true);
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
      work: (manager, host) => manager.reserve(host),
    }),
    hostCommand({
      name: 'unreserve',
      description: 'Lets virtual machines on hosts again.',
      example: 'clusto vm unreserve xenhost1',
      done: 'takes machines again',
      work: (manager, host) => manager.unreserve(host),
    }),
    hostCommand({
      name: 'drain',
      description: 'Reserves hosts, and lists the virtual machines that are still on them, to be migrated or deleted.',
      example: 'clusto vm drain xenhost1 | xargs clusto vm migrate',
      done: 'takes no further machines',
      work: (manager, host) => manager.drain(host),
      tell: (results, isJson) => {
        if (isJson) return printJson(results.map(({ host, result }) => ({ host, machines: result })));
        const names = results.flatMap(({ result }) => result.map((machine) => machine.name));
        if (names.length > 0) print(names.join('\n'));
        return undefined;
      },
    }),
  ];
}
