import { failure } from '../../base/errors.ts';
import { type Driver, type DriverClass, type Inventory, requireThing } from '../../inventory/driver.ts';
import { PenguinServer } from '../devices/penguin-server.ts';
import { Ported, type PortNumber } from '../devices/ported.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { layoutName, type LayoutPort, type RackLayout, type ServerPosition } from './rack-layout.ts';

/** Which layout is meant, for a factory of several, and where the rack belongs. */
export interface RackFactoryOptions {
  /** Default: the first of the class. */
  readonly layout?: string | undefined;
  /** The datacenter into which the rack is put when it is in none. */
  readonly datacenter?: Driver | undefined;
}

/**
 * Builds racks of one layout (behaviour spec section 16). A subclass names its layouts and describes them; everything
 * else can stay. Each operation is one version, does only what is not done yet, and refuses where something else is in
 * the way, leaving everything as it was.
 */
export class RackFactory {
  /** What the attribute `racklayout` of a rack says. */
  static readonly layouts: readonly string[] = [];
  static readonly layout: RackLayout = { devices: {}, cables: [], positions: {} };

  readonly inventory: Inventory;
  readonly rack: BasicRack;
  readonly datacenter: Driver | undefined;
  /** The name of the layout, as text. */
  readonly layoutName: string;

  constructor(inventory: Inventory, rack: BasicRack, { layout, datacenter }: RackFactoryOptions = {}) {
    this.inventory = inventory;
    this.rack = rack;
    this.datacenter = datacenter;
    this.layoutName = layout ?? (this.constructor as typeof RackFactory).layouts[0] ?? this.constructor.name;
  }

  get layout(): RackLayout {
    return (this.constructor as typeof RackFactory).layout;
  }

  /** Called at the end of `connectPorts`, inside its version: for addresses and what else every rack of a layout has. */
  protected async connected(_devices: ReadonlyMap<string, Driver>): Promise<void> {}

  /**
   * Brings the rack to what the layout says: in its datacenter, its devices created, mounted and cabled.
   * @throws ENTITY_WRONG_DRIVER when another thing has the name of a device, RACK_SECOND when a device is mounted
   * elsewhere, RACK_UNIT_TAKEN, PORT_TAKEN, ENTITY_GONE
   */
  connectPorts(): Promise<void> {
    return this.inventory.write(async () => {
      await this.#noteLayout();
      await this.#ensureDatacenter();
      const devices = new Map<string, Driver>();
      for (const [suffix, { driver, units }] of Object.entries(this.layout.devices)) {
        await this.inventory.getOrCreate(this.#nameOf(suffix), driver);
        const device = await this.#device(suffix);
        await this.#mount(device, units);
        devices.set(suffix, device);
      }
      for (const { type, from, to } of this.layout.cables)
        await this.#cable(type, await this.#device(from[0]), from[1], to);
      await this.connected(devices);
    });
  }

  /**
   * Mounts and cables a server at the place of a switch port.
   * @throws FACTORY_PORT_UNKNOWN, ENTITY_NOT_FOUND before `connectPorts`, and as `connectPorts`
   */
  addServer(server: Driver, switchPort: number): Promise<void> {
    return this.inventory.write(async () => {
      requireThing(server, 'the server');
      const { units, cables } = this.#position(switchPort);
      await this.#mount(server, units);
      for (const { type, port, to } of cables) await this.#cable(type, server, port, to);
    });
  }

  /** The driver class of the server at a switch port. @throws FACTORY_PORT_UNKNOWN */
  getDriver(switchPort: number): DriverClass {
    return this.#position(switchPort).driver ?? PenguinServer;
  }

  #position(switchPort: number): ServerPosition {
    const { positions } = this.layout;
    const position = Object.hasOwn(positions, switchPort) ? positions[switchPort] : undefined;
    if (position) return position;
    throw failure('FACTORY_PORT_UNKNOWN', { layout: this.layoutName, port: switchPort });
  }

  async #noteLayout(): Promise<void> {
    const present = await this.rack.attrValue({ key: 'racklayout', subkey: null, number: null });
    if (layoutName(present) !== this.layoutName) await this.rack.setAttr({ key: 'racklayout', value: this.layoutName });
  }

  async #ensureDatacenter(): Promise<void> {
    const { datacenter, rack } = this;
    if (datacenter && !(await datacenter.has(rack))) await datacenter.insert(rack);
  }

  #nameOf(suffix: string): string {
    return `${this.rack.name}-${suffix}`;
  }

  #device(suffix: string): Promise<Driver> {
    return this.inventory.getByName(this.#nameOf(suffix), this.layout.devices[suffix]?.driver);
  }

  async #mount(device: Driver, units: number | readonly number[]): Promise<void> {
    const wanted = typeof units === 'number' ? [units] : units.toSorted((one, other) => one - other);
    const position = await BasicRack.getRackAndU(device);
    const isThere = position?.rack.equals(this.rack) === true && String(position.RU) === String(wanted);
    if (!isThere) await this.rack.insert(device, wanted);
  }

  async #cable(type: string, device: Driver, port: PortNumber, [suffix, otherPort]: LayoutPort): Promise<void> {
    const other = await this.#device(suffix);
    if (!(device instanceof Ported)) throw failure('PORT_UNSUPPORTED', { thing: device });
    if (!(other instanceof Ported)) throw failure('PORT_UNSUPPORTED', { thing: other });
    const number = await device.portNumber(type, port);
    const { connection, otherportnum } = (await device.portInfo())[type]?.[number] ?? {};
    const isThere = connection?.equals(other) === true && otherportnum === (await other.portNumber(type, otherPort));
    if (!isThere) await device.connectPorts(type, number, other, otherPort);
  }
}
