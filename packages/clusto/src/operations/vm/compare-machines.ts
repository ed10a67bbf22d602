import type { ObservedMachine } from '../../drivers/machines/observe-host.ts';
import { Device } from '../../drivers/devices/device.ts';
import type { Driver } from '../../inventory/driver.ts';
import { requireWhole } from '../access/require-right.ts';
import type { Clusto } from '../clusto.ts';
import type { DriftCase } from './drift.ts';
import { type KnownMachine, knownMachines, type KnownVolume } from './known-machine.ts';
import { type Observation, type ObserveParams, observeHosts } from './observe-hosts.ts';

/** How clusto names the volumes of machines; others in the same storage are none of its business. */
const ownVolume = /-(?:root|swap|seed)$/;

interface Sight {
  readonly observation: Observation;
  readonly domain: ObservedMachine;
}

/** The MAC addresses of a domain that the entity has ports for. */
export function macsOf(machine: Driver, { macs }: ObservedMachine): readonly string[] {
  return machine instanceof Device ? macs.slice(0, machine.ports['nic-eth']) : macs;
}

/** How the machine of a domain differs from what clusto says of it. */
function differences(known: KnownMachine, { observation, domain }: Sight): DriftCase[] {
  const { machine, system, macs } = known;
  const host = observation.host.name;
  const common = { host, observation, known, domain };
  const found: DriftCase[] = [];
  for (const kind of ['memory', 'cpucount'] as const) {
    const [there, here] = [domain[kind], system[kind] ?? (kind === 'cpucount' ? 1 : undefined)];
    if (here === undefined || there === here) continue;
    const unit = kind === 'memory' ? ' MB' : ' CPUs';
    const remedy = `set system.${kind} of ${machine.name} to ${there}, and reserve that on ${host}`;
    found.push({
      ...common,
      id: `${kind}:${machine.name}`,
      kind,
      clusto: `${here}${unit}`,
      hypervisor: `${there}${unit}`,
      remedy,
    });
  }
  const theirs = macsOf(machine, domain);
  if (theirs.join() !== macs.join())
    found.push({
      ...common,
      id: `mac:${machine.name}`,
      kind: 'mac',
      clusto: macs.join(', ') || 'none',
      hypervisor: theirs.join(', ') || 'none',
      remedy: `set the MAC addresses of ${machine.name} to those of the hypervisor`,
    });
  if (domain.status.state === 'crashed' || domain.status.state === 'paused')
    found.push({
      ...common,
      id: `state:${machine.name}`,
      kind: 'state',
      clusto: 'a machine that can run',
      hypervisor: domain.status.state,
      remedy: domain.status.state === 'crashed' ? `start ${machine.name}` : null,
    });
  const seen = observation.seen?.volumes ?? [];
  const pools = new Set(seen.map(({ pool }) => pool));
  const isMissing = ({ pool, name }: KnownVolume): boolean =>
    // another pool was not looked into
    (pools.size === 0 || pools.has(pool)) && !seen.some((one) => one.pool === pool && one.name === name);
  for (const { name: volume } of known.volumes.filter(isMissing))
    found.push({
      ...common,
      id: `missing-volume:${machine.name}/${volume}`,
      kind: 'missing-volume',
      clusto: `a volume of ${machine.name}`,
      hypervisor: 'not there',
      remedy: null,
    });
  return found;
}

/** What is to be said of a machine that its host does not have. */
function absence(known: KnownMachine, here: Observation, elsewhere: Sight | undefined): DriftCase {
  const { machine, host } = known;
  const clusto = `on ${host.name}`;
  if (elsewhere === undefined)
    return {
      id: `missing-domain:${machine.name}`,
      kind: 'missing-domain',
      host: host.name,
      clusto,
      hypervisor: 'not there',
      remedy: `create ${machine.name} on ${host.name} again, with empty volumes where they are gone`,
      observation: here,
      known,
    };
  const there = elsewhere.observation.host.name;
  return {
    id: `moved-domain:${machine.name}`,
    kind: 'moved-domain',
    host: there,
    clusto,
    hypervisor: `${elsewhere.domain.status.state} on ${there}`,
    remedy: `record that ${machine.name} is on ${there}`,
    ...elsewhere,
    known,
  };
}

function machineDrift(
  known: KnownMachine,
  sights: readonly Sight[],
  hosts: ReadonlyMap<number, Observation>,
): DriftCase[] {
  const { machine, host, movingTo, uuid } = known;
  // what is under way, or waits for a repair, is not finished and so no difference; what was never created neither
  if (known.isUnfinished || movingTo !== null || uuid === undefined) return [];
  const here = sights.find(({ observation }) => observation.host.id === host.id);
  const others = sights.filter((sight) => sight !== here);
  const home = hosts.get(host.id);
  if (here === undefined) return home?.seen ? [absence(known, home, others[0])] : [];
  const second = others.map(({ observation, domain }): DriftCase => ({
    id: `second-domain:${machine.name}/${observation.host.name}`,
    kind: 'second-domain',
    host: observation.host.name,
    clusto: `on ${host.name}`,
    hypervisor: `${domain.status.state} on ${observation.host.name} as well`,
    remedy: null,
    observation,
    known,
    domain,
  }));
  return [...second, ...differences(known, here)];
}

function unknownDomain({ observation, domain }: Sight): DriftCase {
  const { host, manager } = observation;
  return {
    id: `unknown-domain:${host.name}/${domain.name}`,
    kind: 'unknown-domain',
    host: host.name,
    clusto: 'unknown',
    hypervisor: domain.status.state,
    remedy: `take ${domain.name} in as a machine of ${manager.name} on ${host.name}`,
    observation,
    domain,
  };
}

function orphans(observation: Observation, known: readonly KnownMachine[]): DriftCase[] {
  const { seen, host } = observation;
  const used = new Set(seen?.machines.flatMap(({ volumes }) => volumes.map(({ path }) => path)));
  const unfinished = known.filter((one) => one.isUnfinished).map((one) => one.domain);
  const owned = known.filter((one) => one.host.id === host.id).flatMap(({ volumes }) => volumes);
  return (seen?.volumes ?? []).flatMap((volume): DriftCase[] => {
    const { pool, name, path, size } = volume;
    if (!ownVolume.test(name) || used.has(path)) return [];
    if (owned.some((one) => one.pool === pool && one.name === name)) return [];
    if (unfinished.includes(name.replace(ownVolume, ''))) return [];
    return [
      {
        id: `orphan-volume:${host.name}/${name}`,
        kind: 'orphan-volume',
        host: host.name,
        clusto: 'unknown',
        hypervisor: `${Math.round((size / 2 ** 30) * 10) / 10} GB, used by no machine`,
        remedy: `delete the volume ${name} on ${host.name} with what is on it`,
        observation,
        volume,
      },
    ];
  });
}

/** What differs, and the hosts that could not be asked, each with the reason. */
export interface Comparison {
  readonly cases: readonly DriftCase[];
  readonly silent: readonly { readonly host: string; readonly error: unknown }[];
}

/**
 * Compares what clusto knows with what hypervisors say, both ways. Machines with an unfinished operation are left out:
 * `repairMachine` is for them. Nothing is said of a host that does not answer.
 * @throws FORBIDDEN for who does not see everything, and as `observeHosts`
 */
export async function compareMachines(
  inventory: Clusto,
  params: ObserveParams = {},
  options: Parameters<typeof observeHosts>[2] = {},
): Promise<Comparison> {
  requireWhole(inventory, 'operate');
  const observations = await observeHosts(inventory, params, options);
  // read after the hypervisors were asked: what was created in between is known, and not an unknown domain
  const known = await knownMachines(inventory);
  const hosts = new Map(observations.map((one) => [one.host.id, one]));
  const sights = observations.flatMap((observation) =>
    (observation.seen?.machines ?? []).map((domain) => ({ observation, domain })),
  );
  const byUuid = Map.groupBy(sights, ({ domain }) => domain.uuid);
  const uuids = new Set(known.map(({ uuid }) => uuid));
  const unfinished = new Set(known.filter((one) => one.isUnfinished).map(({ domain }) => domain));
  const cases = [
    ...known.flatMap((one) => machineDrift(one, byUuid.get(one.uuid ?? '') ?? [], hosts)),
    ...sights.filter(({ domain }) => !uuids.has(domain.uuid) && !unfinished.has(domain.name)).map(unknownDomain),
    ...observations.flatMap((observation) => orphans(observation, known)),
  ];
  return {
    cases: cases.sort((one, other) => (one.id < other.id ? -1 : 1)),
    silent: observations.flatMap(({ host, seen, error }) => (seen ? [] : [{ host: host.name, error }])),
  };
}
