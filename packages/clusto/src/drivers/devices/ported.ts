import { ClustoException, failure } from '../../base/errors.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { endCable, isCableEnd } from '../../inventory/cables.ts';
import { type AttributeValue, Driver, type DriverAttribute, requireThing } from '../../inventory/driver.ts';

/** How many ports of each type there are; they are numbered from 1. */
export type PortTable = Readonly<Record<string, number>>;

/** A port of a thing. */
export interface PortEnd {
  readonly type: string;
  readonly number: number;
}

/** The ports of a device that has the usual ones: one for power, two for the network (behaviour spec section 9). */
export const defaultPorts = { 'pwr-nema-5': 1, 'nic-eth': 2 } as const satisfies PortTable;

/** Where a port is connected; null where it is free. Names are there for ports that have one besides their number. */
export interface PortState {
  readonly connection: Driver | null;
  readonly otherportnum: number | null;
  readonly name?: string;
  readonly otherportname?: string;
}

export type PortInfo = Readonly<Record<string, Readonly<Record<number, PortState>>>>;
export type PortInfoTuple = readonly [
  type: string,
  number: number,
  connection: Driver | null,
  otherportnum: number | null,
];

/** A port as callers name it: by number, or by name where the driver names its ports. */
export type PortNumber = number | string;

/**
 * A thing with ports that cables connect (behaviour spec section 9). The class says in `ports` how many of which type;
 * nothing is stored of a port before it is used. A cable is written at both of its ends, in one version.
 */
export class Ported extends Driver {
  /** The ports by type. A subclass that says nothing has those of the class it extends. */
  static readonly ports: PortTable = {};

  /** The ports that the class declares. */
  get ports(): PortTable {
    return (this.constructor as typeof Ported).ports;
  }

  /** The types of the ports, in the order of declaration. */
  get portTypes(): string[] {
    return Object.keys(this.ports);
  }

  /** The ports that are really there, with these properties: those of the class, unless the driver makes them depend on it. */
  portsWith(_properties: Readonly<Record<string, unknown>>): PortTable {
    return this.ports;
  }

  async #portTable(): Promise<PortTable> {
    const isFixed = this.portsWith === Ported.prototype.portsWith;
    return isFixed ? this.ports : this.portsWith(await this.getProperties());
  }

  /** How many ports of a type there are; they are numbered from 1. */
  async portCount(type: string): Promise<number> {
    const table = await this.#portTable();
    return Object.hasOwn(table, type) ? (table[type] ?? 0) : 0;
  }

  /**
   * Reads what a caller gave as a port, before the range is checked; drivers that name their ports read names too.
   * @throws PORT_NUMBER_INVALID
   */
  protected readPort(_type: string, given: PortNumber): number {
    if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 1) return given;
    throw failure('PORT_NUMBER_INVALID', { number: given });
  }

  /** What a port is called: its number, where it has no name. */
  portName(_type: string, number: number): string {
    return String(number);
  }

  /**
   * The number of a port that exists, from its number or name.
   * @throws PORT_NUMBER_INVALID, PORT_UNKNOWN
   */
  async portNumber(type: string, given: PortNumber): Promise<number> {
    const number = this.readPort(type, given);
    const table = await this.#portTable();
    if (number <= (table[type] ?? 0)) return number;
    throw failure('PORT_UNKNOWN', { thing: this, type, number: given });
  }

  /** False for a type or a number that is not there. @throws PORT_NUMBER_INVALID for what is no number, of a known type */
  async portExists(type: string, given: PortNumber): Promise<boolean> {
    if (!Object.hasOwn(await this.#portTable(), type)) return false;
    try {
      await this.portNumber(type, given);
      return true;
    } catch (error) {
      if (error instanceof ClustoException && error.code === 'PORT_UNKNOWN') return false;
      throw error;
    }
  }

  /** Whether both ports exist; not whether they are free. @throws PORT_NUMBER_INVALID */
  async portsConnectable(type: string, number: PortNumber, other: Driver, otherNumber: PortNumber): Promise<boolean> {
    return (await this.portExists(type, number)) && other instanceof Ported && other.portExists(type, otherNumber);
  }

  /** @throws PORT_NUMBER_INVALID, PORT_UNKNOWN */
  async portFree(type: string, number: PortNumber): Promise<boolean> {
    return (await this.getConnected(type, number)) === null;
  }

  /** What is at the other end; null when the port is free. @throws PORT_NUMBER_INVALID, PORT_UNKNOWN */
  async getConnected(type: string, given: PortNumber): Promise<Driver | null> {
    const number = await this.portNumber(type, given);
    const [end] = await this.attrValues({ key: portKey(type), number, subkey: 'connection' });
    return peer(end);
  }

  /** @throws PORT_UNSUPPORTED, PORT_NUMBER_INVALID, PORT_UNKNOWN, PORT_TAKEN */
  async #requireFree(type: string, given: PortNumber): Promise<number> {
    if (Object.keys(this.ports).length === 0) throw failure('PORT_UNSUPPORTED', { thing: this });
    const number = await this.portNumber(type, given);
    const other = await this.getConnected(type, number);
    if (other) throw failure('PORT_TAKEN', { type, number: given, thing: this, other });
    return number;
  }

  /**
   * Connects a port to one of the same type, of another thing or of this one.
   * @throws PORT_UNSUPPORTED, PORT_NUMBER_INVALID, PORT_UNKNOWN, PORT_TAKEN, PORT_SELF, ENTITY_GONE, ARGUMENT_INVALID
   */
  connectPorts(type: string, srcNum: PortNumber, dst: Driver, dstNum: PortNumber): Promise<void> {
    return this.inventory.write(async (writer) => {
      await writer.requireLive(this);
      // as it is now, from whichever view it was read
      const other = this.inventory.wrap(await writer.liveEntity(requireThing(dst, 'dst')));
      const number = await this.#requireFree(type, srcNum);
      if (!(other instanceof Ported)) throw failure('PORT_UNSUPPORTED', { thing: other });
      const otherNumber = await other.#requireFree(type, dstNum);
      if (other.equals(this) && number === otherNumber)
        throw failure('PORT_SELF', { type, number: srcNum, thing: this });
      const ends = [
        [this, number, other, otherNumber],
        [other, otherNumber, this, number],
      ] as const;
      for (const [end, port, far, farPort] of ends) {
        const common = { key: portKey(type), number: port };
        // a half that an old database kept without its other half
        await endCable(writer, end.id, common.key, port);
        await writer.addAttributes(end.id, [
          { ...common, subkey: 'connection', value: storedValue(far) },
          { ...common, subkey: 'otherportnum', value: storedValue(farPort) },
        ]);
      }
    });
  }

  /** Takes the cable off a port, at both ends; a free port is fine. @throws PORT_NUMBER_INVALID, PORT_UNKNOWN */
  disconnectPort(type: string, given: PortNumber): Promise<void> {
    return this.inventory.write(async (writer) => {
      await writer.requireLive(this);
      await endCable(writer, this.id, portKey(type), await this.portNumber(type, given));
    });
  }

  /** Where what comes in at a port goes on to: for panels; undefined where the way ends. */
  passThrough(_type: string, _number: number): PortEnd | undefined {
    return undefined;
  }

  // ---- attributes of ports

  /**
   * What is noted at a port, such as its `mac`; null where there is nothing.
   * @throws PORT_NUMBER_INVALID, PORT_UNKNOWN, PORT_ATTRIBUTE_AMBIGUOUS
   */
  async getPortAttr(type: string, given: PortNumber, key: string): Promise<AttributeValue | null> {
    const number = await this.portNumber(type, given);
    const values = await this.attrValues({ key: portKey(type), number, subkey: key });
    if (values.length > 1)
      throw failure('PORT_ATTRIBUTE_AMBIGUOUS', { type, number: given, thing: this, count: values.length, key });
    return values[0] ?? null;
  }

  /** Makes a port's attribute have a value, as `setAttr`. @throws PORT_NUMBER_INVALID, PORT_UNKNOWN, and as `setAttr` */
  setPortAttr(type: string, given: PortNumber, key: string, value: AttributeValue): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const number = await this.portNumber(type, given);
      return this.setAttr({ key: portKey(type), number, subkey: key, value });
    });
  }

  /** Appends an attribute of a port, as `addAttr`. @throws PORT_NUMBER_INVALID, PORT_UNKNOWN, and as `addAttr` */
  addPortAttr(type: string, given: PortNumber, key: string, value: AttributeValue): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const number = await this.portNumber(type, given);
      return this.addAttr({ key: portKey(type), number, subkey: key, value });
    });
  }

  /** Deletes the attributes of a port with this key, and this value when one is given. @throws PORT_NUMBER_INVALID, PORT_UNKNOWN */
  delPortAttr(type: string, given: PortNumber, key: string, value?: AttributeValue): Promise<void> {
    return this.inventory.write(async () => {
      const number = await this.portNumber(type, given);
      await this.delAttrs({ key: portKey(type), number, subkey: key, value });
    });
  }

  // ---- all ports at once

  /** Every port by type and number, with what is at its other end; read at once. */
  async portInfo(): Promise<PortInfo> {
    const table = await this.#portTable();
    const attributes = await this.attrs({ key: 'port-*', glob: true, number: true });
    const ends = new Map(
      attributes.filter(isCableEnd).map(({ key, number, subkey, value }) => [`${key}/${number}/${subkey}`, value]),
    );
    const state = (type: string, number: number): PortState => {
      const end = `${portKey(type)}/${number}`;
      const connection = peer(ends.get(`${end}/connection`));
      const other = ends.get(`${end}/otherportnum`);
      const otherportnum = connection && typeof other === 'number' ? other : null;
      const otherName =
        connection instanceof Ported && otherportnum !== null ? connection.portName(type, otherportnum) : undefined;
      return {
        connection,
        otherportnum,
        ...nameUnlessNumber('name', this.portName(type, number), number),
        ...nameUnlessNumber('otherportname', otherName, otherportnum),
      };
    };
    const numbered = Object.entries(table).map(([type, count]) => {
      const ports = Array.from({ length: count }, (_, index) => [index + 1, state(type, index + 1)] as const);
      return [type, Object.fromEntries(ports)] as const;
    });
    return Object.fromEntries(numbered);
  }

  /** The same as one tuple for each port. */
  async portInfoTuples(): Promise<PortInfoTuple[]> {
    return Object.entries(await this.portInfo()).flatMap(([type, ports]) =>
      Object.entries(ports).map(
        ([number, { connection, otherportnum }]) => [type, Number(number), connection, otherportnum] as const,
      ),
    );
  }

  /** The ports without a cable, as type and number. */
  async freePorts(): Promise<[type: string, number: number][]> {
    const tuples = await this.portInfoTuples();
    return tuples.flatMap(([type, number, connection]) => (connection === null ? [[type, number]] : []));
  }

  /** The numbers of the ports with a cable, for each type, ascending. */
  async connectedPorts(): Promise<Record<string, number[]>> {
    const info = Object.entries(await this.portInfo());
    const connected = (ports: Readonly<Record<number, PortState>>): number[] =>
      Object.entries(ports).flatMap(([number, { connection }]) => (connection === null ? [] : [Number(number)]));
    return Object.fromEntries(info.map(([type, ports]) => [type, connected(ports)]));
  }
}

const portKey = (type: string): string => `port-${type}`;

/** The thing at the other end; none where an old database kept a cable to what was deleted. */
function peer(connection: AttributeValue | undefined): Driver | null {
  return connection instanceof Driver && connection.name !== '' ? connection : null;
}

function nameUnlessNumber(
  field: 'name' | 'otherportname',
  name: string | undefined,
  number: number | null,
): Partial<PortState> {
  return name === undefined || name === String(number) ? {} : { [field]: name };
}
