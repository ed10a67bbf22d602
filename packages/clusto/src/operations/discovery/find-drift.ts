import { Ported } from '../../drivers/devices/ported.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Drift, DriftKind } from './drift.ts';
import type { FoundDrift, Observation } from './found-drift.ts';
import { hardwareDrift } from './hardware-drift.ts';
import { networkDrift } from './network-drift.ts';
import { PortBook } from './port-book.ts';
import { portKey } from './switch-of-source.ts';

export interface DriftParams {
  /** Only that of these. */
  readonly entities?: readonly Driver[] | undefined;
  /** Whether also what was dismissed. Default: no. */
  readonly dismissed?: boolean | undefined;
}

/** What a fact without an attribute is: a VLAN belongs to a port, a link goes up and down. */
const hasToBeMeant: ReadonlySet<string> = new Set(['link']);

/** Compares what is observed at ports with what is meant, all of it at once. */
class Comparison {
  readonly #inventory: Clusto;
  readonly #things = new Map<number, Driver>();
  /** Who has a MAC address, by the address, and the other way round. */
  readonly #owners = new Map<string, Driver>();
  readonly #macs = new Map<number, string[]>();
  #book!: PortBook;
  readonly #observations: readonly Observation[];

  constructor(inventory: Clusto, observations: readonly Observation[]) {
    this.#inventory = inventory;
    this.#observations = observations.filter(({ key }) => key === portKey);
  }

  /** In as many statements whatever there is. */
  async read(): Promise<void> {
    const { reader } = this.#inventory;
    const switches = [...new Set(this.#observations.map(({ entity }) => entity))];
    const connected = (await PortBook.read(this.#inventory, switches)).connected;
    const macs = this.#observations.filter(({ subkey }) => subkey === 'mac').map(({ value }) => value);
    for (const row of macs.length === 0 ? [] : await reader.ownedAttributes({ subkey: 'mac', anyText: macs })) {
      const owner = { id: row.entity, name: row.owner_name, type: row.owner_type, driver: row.owner_driver };
      if (!this.#owners.has(String(row.string))) this.#owners.set(String(row.string), this.#inventory.wrap(owner));
    }
    const others = [...connected, ...[...this.#owners.values()].map(({ id }) => id)];
    const all = [...new Set([...switches, ...others])];
    this.#book = await PortBook.read(this.#inventory, all);
    for (const row of await reader.state.entitiesOf(all)) this.#things.set(row.id, this.#inventory.wrap(row));
    for (const { entity, string } of await reader.attributes({ entities: others, subkey: 'mac' }))
      if (string !== null) this.#macs.set(entity, [...(this.#macs.get(entity) ?? []), string]);
  }

  drifts(): FoundDrift[] {
    const seen = new Set<string>();
    return this.#observations.flatMap((observation) => {
      if (observation.subkey !== 'mac') return this.#attribute(observation);
      // an address is where it was learned last; switches on the way see it too
      if (seen.has(observation.value) || this.#isUplink(observation)) return [];
      seen.add(observation.value);
      return this.#address(observation);
    });
  }

  #thingAt({ entity, number }: Observation): Driver | undefined {
    return this.#things.get(this.#book.port(entity, number).connection ?? -1);
  }

  #isUplink(observation: Observation): boolean {
    return this.#thingAt(observation) instanceof BasicNetworkSwitch;
  }

  #attribute(observation: Observation): FoundDrift[] {
    const { entity, number, subkey, value } = observation;
    const intended = this.#book.port(entity, number)[subkey as 'vlan' | 'link'] ?? null;
    if (intended === value || (intended === null && hasToBeMeant.has(subkey))) return [];
    return this.#found('attribute', observation, entity, number, { subkey, intended, observed: value });
  }

  #address(observation: Observation): FoundDrift[] {
    const { entity, name, number, value } = observation;
    const present = this.#thingAt(observation);
    const owner = this.#owners.get(value);
    if (owner !== undefined) {
      if (owner.id === present?.id || !(owner instanceof Ported)) return [];
      const ends = this.#book.ports(owner.id);
      const end = ends.find(([, port]) => port.mac === value) ?? ends.find(([, port]) => port.connection !== undefined);
      const { connection, otherPort } = end?.[1] ?? {};
      // a machine without a cable of its own is behind the one at the port
      if (present !== undefined && connection === undefined) return [];
      const far = this.#things.get(connection ?? -1);
      const intended = far === undefined ? null : `${far.name} ${otherPort}`;
      return this.#found('cable', observation, owner.id, end?.[0] ?? 1, {
        subkey: 'connection',
        intended,
        observed: `${name} ${number}`,
      });
    }
    if (present === undefined)
      return this.#found('stranger', observation, entity, number, {
        subkey: 'connection',
        intended: null,
        observed: value,
      });
    const known = this.#macs.get(present.id) ?? [];
    // beside its own address a thing may let others through
    if (known.some((mac) => this.#isAt(mac, observation))) return [];
    const port = this.#book.port(entity, number).otherPort ?? 1;
    const intended = this.#book.port(present.id, port).mac ?? known[0] ?? null;
    return this.#found('address', observation, present.id, port, { subkey: 'mac', intended, observed: value });
  }

  #isAt(mac: string, { entity, number }: Observation): boolean {
    return this.#observations.some(
      (one) => one.subkey === 'mac' && one.value === mac && one.entity === entity && one.number === number,
    );
  }

  #found(
    kind: DriftKind,
    observation: Observation,
    id: number,
    port: number,
    { subkey, intended, observed }: Pick<Drift, 'intended' | 'observed'> & { readonly subkey: string },
  ): FoundDrift[] {
    const thing = this.#things.get(id);
    if (thing === undefined) return [];
    const { source, firstSeen, dismissed } = observation;
    const since = new Date(firstSeen).toISOString();
    const attribute = `${portKey} ${port} ${subkey}`;
    const drift = { kind, entity: thing.name, attribute, intended, observed, source, since, dismissed };
    return [{ drift, observation, thing, port }];
  }
}

/** Where what is observed is not what is meant, newest first; of an older view what was meant then. */
export async function findDrift(inventory: Clusto, { entities, dismissed }: DriftParams = {}): Promise<FoundDrift[]> {
  const observations = await inventory.reader.observations.current();
  const comparison = new Comparison(inventory, observations);
  await comparison.read();
  const ofHosts = [...(await hardwareDrift(inventory, observations)), ...(await networkDrift(inventory, observations))];
  const meant = entities && new Set(entities.map(({ id }) => id));
  return [...comparison.drifts(), ...ofHosts]
    .toSorted((one, other) => other.observation.firstSeen - one.observation.firstSeen)
    .filter(({ drift, thing }) => (dismissed === true || drift.dismissed === null) && (meant?.has(thing.id) ?? true));
}
