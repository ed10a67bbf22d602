import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { BasicPowerStrip } from '../../drivers/devices/basic-power-strip.ts';
import { type Ported } from '../../drivers/devices/ported.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Session } from '../../inventory/session.ts';
import { lowestFreeUnits, type UnitRange } from '../racks/lowest-free-units.ts';
import { type Wire } from './allocation-request.ts';

/** A port of a switch or a power strip. */
export interface FreePort {
  readonly device: Ported;
  readonly number: number;
}

/** What one server gets in a rack. */
export interface RackShare {
  readonly rack: BasicRack;
  /** Ascending. */
  readonly units: readonly number[];
  /** One for each wire, in their order. */
  readonly ports: readonly FreePort[];
}

interface RackContent extends UnitRange {
  readonly rack: BasicRack;
  readonly devices: readonly Ported[];
  /** `entity/type/number` of each port with a cable. */
  readonly cabled: ReadonlySet<string>;
  readonly taken: ReadonlySet<number>;
}

const portId = ({ id }: Ported, type: string, number: number): string => `${id}/${type}/${number}`;

/** What is free in a rack, and what the servers that are planned leave of it. */
export class RackSpace {
  readonly #content: RackContent;
  readonly #taken: Set<number>;
  readonly #cabled: Set<string>;

  constructor(content: RackContent) {
    this.#content = content;
    this.#taken = new Set(content.taken);
    this.#cabled = new Set(content.cabled);
  }

  get rack(): BasicRack {
    return this.#content.rack;
  }

  /** The same, to plan in without consequences. */
  fork(): RackSpace {
    return new RackSpace({ ...this.#content, taken: this.#taken, cabled: this.#cabled });
  }

  async #freePort({ to, port }: Wire, planned: ReadonlySet<string>): Promise<FreePort | undefined> {
    const kind = to === 'switch' ? BasicNetworkSwitch : BasicPowerStrip;
    for (const device of this.#content.devices) {
      if (!(device instanceof kind)) continue;
      const count = await device.portCount(port.type);
      for (let number = 1; number <= count; number += 1) {
        const id = portId(device, port.type, number);
        if (!this.#cabled.has(id) && !planned.has(id)) return { device, number };
      }
    }
    return undefined;
  }

  /**
   * Takes what a server needs, or nothing.
   * @param height how many adjacent units; 0 for a server that has its place
   * @returns what it gets, or the name of what there is not enough of
   */
  async take(height: number, wiring: readonly Wire[]): Promise<RackShare | string> {
    const units = height === 0 ? [] : lowestFreeUnits(this.#taken, this.#content, height);
    if (units === undefined) return height === 1 ? 'a free unit' : `${height} adjacent free units`;
    const ports: FreePort[] = [];
    const planned = new Set<string>();
    for (const wire of wiring) {
      const found = await this.#freePort(wire, planned);
      if (found === undefined)
        return wire.to === 'switch' ? `a free switch port ${wire.port.type}` : `a free outlet ${wire.port.type}`;
      planned.add(portId(found.device, wire.port.type, found.number));
      ports.push(found);
    }
    for (const unit of units) this.#taken.add(unit);
    for (const id of planned) this.#cabled.add(id);
    return { rack: this.rack, units, ports };
  }
}

/** Reads what is free in racks, with the same number of statements however many there are and whatever is in them. */
export async function readRackSpaces(
  inventory: Session,
  racks: readonly BasicRack[],
  wiring: readonly Wire[],
): Promise<RackSpace[]> {
  if (racks.length === 0) return [];
  const ids = racks.map(({ id }) => id);
  const { reader } = inventory;
  const bounds = new Map<string, number>();
  for (const { entity, key, int } of await reader.attributes({ entities: ids, subkey: 'property' }))
    if ((key === 'minu' || key === 'maxu') && int !== null) bounds.set(`${entity}/${key}`, Number(int));
  const members = Map.groupBy(await reader.membersOf(ids), ({ container }) => container);
  const ported = new Map<number, Ported>();
  for (const row of [...members.values()].flat()) {
    const device = inventory.wrap(row);
    if (device instanceof BasicNetworkSwitch || device instanceof BasicPowerStrip) ported.set(row.id, device);
  }
  const cabled = new Set<string>();
  if (wiring.length > 0)
    for (const { entity, key, number } of await reader.attributes({
      entities: [...ported.keys()],
      key: 'port-*',
      subkey: 'connection',
      glob: true,
    }))
      cabled.add(`${entity}/${key.slice('port-'.length)}/${number}`);
  return racks.map((rack) => {
    const rows = members.get(rack.id) ?? [];
    const { minu, maxu } = BasicRack.properties;
    return new RackSpace({
      rack,
      lowest: bounds.get(`${rack.id}/minu`) ?? minu.default ?? 1,
      highest: bounds.get(`${rack.id}/maxu`) ?? maxu.default ?? Infinity,
      devices: [...new Set(rows.flatMap(({ id }) => ported.get(id) ?? []))],
      cabled,
      taken: new Set(rows.filter(({ subkey }) => subkey === 'ru').map(({ number }) => number)),
    });
  });
}
