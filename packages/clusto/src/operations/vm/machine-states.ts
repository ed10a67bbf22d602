import type { MachineState } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import type { Comparison } from './compare-machines.ts';
import { knownMachines } from './known-machine.ts';
import { observeHosts } from './observe-hosts.ts';

/**
 * How the machines are, by name, as their hypervisors say: one call for each host. Those of a host that does not answer are
 * left out.
 * @throws as `observeHosts`
 */
export async function machineStates(
  inventory: Clusto,
  manager?: string,
  options: Parameters<typeof observeHosts>[2] = {},
): Promise<{ readonly states: ReadonlyMap<string, MachineState>; readonly silent: Comparison['silent'] }> {
  const observations = await observeHosts(inventory, { manager }, options);
  const domains = observations.flatMap(({ seen }) => seen?.machines ?? []);
  const byUuid = new Map(domains.map(({ uuid, status }) => [uuid, status.state]));
  const answered = new Set(observations.flatMap(({ host, seen }) => (seen ? [host.id] : [])));
  const states = new Map<string, MachineState>();
  for (const { machine, host, uuid } of await knownMachines(inventory))
    if (answered.has(host.id)) states.set(machine.name, byUuid.get(uuid ?? '') ?? 'absent');
  return {
    states,
    silent: observations.flatMap(({ host, seen, error }) => (seen ? [] : [{ host: host.name, error }])),
  };
}
