import { failure } from '../../base/errors.ts';
import { type AttributeValue, Driver, type DriverAttribute } from '../../inventory/driver.ts';
import { decimal, type PropertyValues, text } from '../../inventory/property.ts';
import {
  type AllocateOptions,
  type ResourceLoad,
  ResourceManager,
  type ResourceWriter,
} from '../resources/resource-manager.ts';
import { chooseHost, hasRoom, obstacles, type Placement, placements, shortages } from './choose-host.ts';
import {
  hostCapacities,
  type HostCapacity,
  hostRooms,
  loadNames,
  type Ratios,
  totalCapacity,
  type TotalCapacity,
} from './host-capacity.ts';
import { checkHost } from './check-host.ts';
import { type Amounts, amountsOf, demandText, machineDemand, quantities } from './machine-demand.ts';
import {
  allocatedSubkey,
  hostKey,
  hostOf,
  type MachineShare,
  machineShares,
  movingSubkey,
  shareOf,
} from './machine-share.ts';
import { type RackOptions, rackRule } from './rack-rule.ts';
import { loadsOfMachine, loadsOfTarget, reservedAttributes, ShareWriter } from './share-writer.ts';

/** How a host is chosen, and whether its capacity counts. */
export interface PlaceOptions extends AllocateOptions, RackOptions {
  /** Default: the property `placement` of the manager. */
  readonly placement?: Placement | undefined;
  /** A host that is named takes the machine also when it is full or reserved. Nothing else is skipped. */
  readonly force?: boolean | undefined;
}

/**
 * Places virtual machines on hosts (behaviour spec section 13). The hosts are its members; the resource that a machine gets
 * is its host: `vmmanager` points to it, and `allocated_memory`, `allocated_disk` and `allocated_cpucount` beside it are what
 * was reserved, which alone counts against the host. Memory is in MB, disk in GB, CPUs are logical.
 *
 * A host belongs to one VM manager, and stays in its rack and its pools. A machine is on one host. Checks and writes are one
 * transaction, and writers take turns, so that no host is given more than it has, however many allocate at once.
 */
export class VMManager extends ResourceManager {
  static override readonly driverName: string = 'vmmanager';
  static override readonly attrName: string = hostKey;
  static override readonly isShared: boolean = true;
  static override readonly properties = {
    ...ResourceManager.properties,
    placement: text('Which host is chosen: smallest, pack or spread.', 'smallest'),
    memoryRatio: decimal('How much memory is given out for each MB of a host.', 1),
    diskRatio: decimal('How much disk is given out for each GB of a host.', 1),
    cpuRatio: decimal('How many CPUs are given out for each one of a host.', 1),
  };
  declare readonly propertyTypes: PropertyValues<typeof VMManager.properties>;
  /** The key whose subkey `volume-group` a host has to have (or a container of it); null where none is needed. */
  static readonly volumeGroupKey: string | null = null;
  /** The driver of the machines that are made for this kind of manager. */
  static readonly machineDriver: string = 'basicvirtualserver';

  get #kind(): typeof VMManager {
    return this.constructor as typeof VMManager;
  }

  /** @throws MANAGER_INVALID */
  async #settings(): Promise<{ readonly placement: Placement; readonly ratios: Ratios }> {
    const { placement, memoryRatio, diskRatio, cpuRatio } = await this.getProperties();
    const known = placements.find((one) => one === placement);
    const refuse = (reason: string): never => {
      throw failure('MANAGER_INVALID', { manager: this, reason });
    };
    if (known === undefined) return refuse(`the placement ${placement} is none of ${placements.join(', ')}`);
    for (const [name, ratio] of Object.entries({ memoryRatio, diskRatio, cpuRatio }))
      if (!(ratio > 0)) refuse(`${name} has to be above 0, not ${ratio}`);
    return { placement: known, ratios: { memory: memoryRatio, disk: diskRatio, cpucount: cpuRatio } };
  }

  override async created(): Promise<void> {
    await super.created();
    await this.#settings();
  }

  // ---- hosts

  /** @throws VM_HOST_NOT_A_SERVER, VM_HOST_INCOMPLETE with every attribute that is missing, VM_HOST_TAKEN */
  protected override async checkInsert(host: Driver): Promise<void> {
    await checkHost(this, host, this.#kind.volumeGroupKey);
    const manager = (await host.parents()).find((parent) => parent instanceof VMManager);
    if (manager) throw failure('VM_HOST_TAKEN', { host, manager });
  }

  /** Takes a host out, and with it the reservation. @throws VM_HOST_USED */
  override remove(host: Driver): Promise<void> {
    return this.inventory.write(async () => {
      await this.unreserve(host);
      await super.remove(host);
    });
  }

  protected override async checkRemove(host: Driver): Promise<void> {
    const machines = await this.#machinesOf(host, false);
    if (machines.length > 0)
      throw failure('VM_HOST_USED', { host, manager: this, machines: machines.map(({ name }) => name) });
  }

  /** The machines on a host, whichever manager placed them. */
  async #machinesOf(host: Driver, isThere: boolean): Promise<Driver[]> {
    const references = await this.here(host).referencers({ key: this.attrName, ...(isThere ? { subkey: null } : {}) });
    return references.filter((owner) => !(owner instanceof VMManager));
  }

  /** @throws VM_HOST_FOREIGN, ENTITY_NOT_FOUND, ARGUMENT_INVALID */
  protected override async ensureType(resource: unknown): Promise<Driver> {
    const given = typeof resource === 'string' ? await this.inventory.getByName(resource) : resource;
    if (!(given instanceof Driver))
      throw failure('ARGUMENT_INVALID', { argument: 'the host', expected: 'an entity or its name', value: given });
    const host = this.here(given);
    if (!(await this.has(host))) throw failure('VM_HOST_FOREIGN', { host, manager: this });
    return host;
  }

  // ---- placing machines

  /**
   * Places a machine: on the host that is named, else on one that is chosen. Given the manager itself instead of a machine,
   * it reserves the host.
   * @returns the attribute that points to the host
   * @throws VM_NO_HOST, VM_HOST_FULL, VM_PLACED, VM_INCOMPLETE, VM_HOST_FOREIGN, VM_RACK_UNKNOWN, VM_NOT_A_MACHINE, MANAGER_INVALID
   */
  override async allocate(
    machine: Driver,
    host?: Driver | string,
    options: PlaceOptions = {},
  ): Promise<DriverAttribute> {
    if (machine instanceof Driver && machine.id === this.id) return this.reserve(await this.ensureType(host));
    return super.allocate(machine, host, options);
  }

  protected override async allocator(
    machine: Driver,
    _writer: ResourceWriter,
    options: PlaceOptions,
  ): Promise<AttributeValue> {
    await requireUnplaced(machine);
    return this.#choose(machine, await machineDemand(machine), options);
  }

  protected override async checkResource(machine: Driver, host: AttributeValue, options: PlaceOptions): Promise<void> {
    if (machine.id === this.id) return;
    await requireUnplaced(machine);
    await this.#requireRoom(machine, host as Driver, await machineDemand(machine), options);
  }

  /**
   * The host that `allocate` would choose for a machine at this moment; nothing is reserved.
   * @throws VM_NO_HOST, VM_INCOMPLETE, VM_RACK_UNKNOWN, MANAGER_INVALID
   */
  async choose(machine: Driver, options: PlaceOptions = {}): Promise<Driver> {
    return this.#choose(machine, await machineDemand(machine), options);
  }

  async #choose(machine: Driver, demand: Amounts, options: PlaceOptions, except?: Driver): Promise<Driver> {
    const settings = await this.#settings();
    const { placement = settings.placement } = options;
    if (!placements.includes(placement))
      throw failure('ARGUMENT_INVALID', { argument: 'placement', expected: placements.join(', '), value: placement });
    const isThere = await rackRule(this, options);
    const hosts = (await hostRooms(this, settings.ratios)).filter(({ row }) => row.id !== except?.id);
    const standing = hosts.filter(({ row }) => isThere(row));
    const chosen = chooseHost(standing, demand, placement);
    if (chosen) return this.inventory.wrap(chosen.row);
    const reasons = shortages(standing, demand, hosts.length - standing.length);
    throw failure('VM_NO_HOST', {
      count: hosts.length,
      manager: this,
      machine,
      demand: demandText(demand),
      reasons: hosts.length === 0 ? ['there is none'] : reasons,
    });
  }

  /** @throws VM_HOST_FULL */
  async #requireRoom(machine: Driver, host: Driver, demand: Amounts, { force }: PlaceOptions): Promise<void> {
    if (force === true) return;
    const [capacity] = await hostRooms(this, (await this.#settings()).ratios, host);
    if (capacity === undefined || hasRoom(capacity, demand)) return;
    throw failure('VM_HOST_FULL', { machine, host, reasons: obstacles(capacity, demand) });
  }

  protected override async additionalAttrs(thing: Driver): Promise<Readonly<Record<string, AttributeValue>>> {
    return thing.id === this.id ? {} : reservedAttributes(await machineDemand(thing));
  }

  protected override loads(
    thing: Driver,
    host: AttributeValue,
    more: Readonly<Record<string, AttributeValue>>,
  ): readonly ResourceLoad[] {
    const bearer = (host as Driver).id;
    if (thing.id === this.id) return [{ bearer, quantity: loadNames.reserved, amount: 1 }];
    const reserved = amountsOf(quantities.map((quantity) => Number(more[allocatedSubkey(quantity)])));
    const { [movingSubkey]: target } = more;
    const there = target instanceof Driver ? loadsOfTarget(target.id, reserved) : [];
    return [...loadsOfMachine(bearer, reserved), ...there];
  }

  // ---- machines that are placed

  /**
   * Reserves for a machine what it asks for by now, after its attributes were changed.
   * @throws VM_HOST_FULL when the host has not as much left; VM_NOT_PLACED, VM_HOST_FOREIGN, VM_INCOMPLETE, VM_MOVING
   */
  resize(machine: Driver, { force }: Pick<PlaceOptions, 'force'> = {}): Promise<void> {
    return this.inventory.write(async (writer) => {
      const share = await this.#share(machine);
      const demand = await machineDemand(share.machine);
      const more = amountsOf(quantities.map((quantity) => Math.max(0, demand[quantity] - share.reserved[quantity])));
      const [capacity] = await hostRooms(this, (await this.#settings()).ratios, share.host);
      const reasons = capacity && force !== true ? obstacles({ ...capacity, isReserved: false }, more) : [];
      if (reasons.length > 0) throw failure('VM_HOST_FULL', { machine: share.machine, host: share.host, reasons });
      await new ShareWriter(writer, share).resize(demand);
    });
  }

  /**
   * The first half of a move: reserves what the machine has on another host, too, while the machine still is where it was.
   * Move it outside of the database then, and end the move with `endMove`, or with `cancelMove` when it failed; after a
   * crash, `shareOf(machine).movingTo` tells of the move that is open. Beginning the same move again is no error.
   * @param host chosen as by `allocate` when it is left out
   * @throws VM_NO_HOST, VM_HOST_FULL, VM_PLACED, VM_NOT_PLACED, VM_HOST_FOREIGN, VM_MOVING
   */
  beginMove(machine: Driver, host?: Driver | string, options: Omit<PlaceOptions, 'number'> = {}): Promise<MachineMove> {
    return this.inventory.write(async (writer) => {
      const named = host === undefined ? undefined : await this.ensureType(host);
      const share = await this.#share(machine, named);
      const { host: from, movingTo, reserved } = share;
      if (movingTo) return { machine: share.machine, from, to: movingTo };
      if (named?.id === from.id) throw failure('VM_PLACED', { machine: share.machine, host: from });
      const to = named ?? (await this.#choose(share.machine, reserved, options, from));
      if (named) await this.#requireRoom(share.machine, to, reserved, options);
      await new ShareWriter(writer, share).reserveTarget(to);
      return { machine: share.machine, from, to };
    });
  }

  /** The second half of a move: the machine is on the other host, and has nothing on the first any more. @throws VM_NOT_MOVING */
  endMove(machine: Driver): Promise<Driver> {
    return this.inventory.write(async (writer) => {
      const share = await this.#share(machine, true);
      if (share.movingTo === null) throw failure('VM_NOT_MOVING', { machine: share.machine });
      await new ShareWriter(writer, share).move(share.movingTo);
      return share.movingTo;
    });
  }

  /** Gives up a move: what was reserved on the other host is free again. Without a move nothing happens. */
  cancelMove(machine: Driver): Promise<void> {
    return this.inventory.write(async (writer) => {
      const share = await this.#share(machine, true);
      if (share.movingTo) await new ShareWriter(writer, share).releaseTarget(share.movingTo);
    });
  }

  /** Records that a machine is on another host: both halves at once. @throws as `beginMove` */
  move(machine: Driver, host?: Driver | string, options: Omit<PlaceOptions, 'number'> = {}): Promise<Driver> {
    return this.inventory.write(async () => {
      await this.beginMove(machine, host, options);
      return this.endMove(machine);
    });
  }

  /**
   * The share of a machine that this manager placed.
   * @param moving which move may be open: `true` is any
   * @throws VM_NOT_PLACED, VM_HOST_FOREIGN, VM_MOVING
   */
  async #share(given: Driver, moving?: Driver | true): Promise<MachineShare> {
    const machine = this.here(given);
    const share = await shareOf(machine);
    if (share === undefined) throw failure('VM_NOT_PLACED', { machine });
    const { host, manager, movingTo } = share;
    if (manager.id !== this.id) throw failure('VM_HOST_FOREIGN', { host, manager: this });
    const isExpected = movingTo === null || moving === true || moving?.id === movingTo.id;
    if (!isExpected) throw failure('VM_MOVING', { machine, from: host, to: movingTo });
    return share;
  }

  /** The machines that this manager has placed, with their hosts and what is reserved: one statement, however many. */
  machines(): Promise<MachineShare[]> {
    return machineShares(this.inventory, { manager: this });
  }

  /** The host that a machine is on, through whichever VM manager. @throws VM_NOT_PLACED */
  hostOf(machine: Driver): Promise<Driver> {
    return hostOf(this.here(machine));
  }

  // ---- what is left

  /** What each host has, bears and has left, and all of them together. In an older view as it was then. */
  async capacity(): Promise<{ readonly hosts: HostCapacity[]; readonly total: TotalCapacity }> {
    const hosts = await hostCapacities(this, (await this.#settings()).ratios);
    return { hosts, total: totalCapacity(hosts) };
  }

  /** Keeps further machines from a host; those that are there stay. Doing so again is no error. @throws VM_HOST_FOREIGN */
  reserve(given: Driver | string): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const host = await this.ensureType(given);
      const [present] = await this.attrs({ key: this.attrName, subkey: null, value: host });
      return present ?? super.allocate(this, host);
    });
  }

  /** Lets machines on a host again. One that is not reserved is left as it is. */
  unreserve(given: Driver | string): Promise<void> {
    return this.inventory.write(async () => {
      const host = typeof given === 'string' ? await this.inventory.getByName(given) : given;
      for (const { key, number } of await this.attrs({ key: this.attrName, subkey: null, value: host }))
        await this.delAttrs({ key, number });
    });
  }

  /**
   * Reserves a host, so that it can be emptied.
   * @returns the machines that are still there, to be moved or deleted
   * @throws VM_HOST_FOREIGN
   */
  drain(host: Driver | string): Promise<Driver[]> {
    return this.inventory.write(async () => {
      await this.reserve(host);
      return this.#machinesOf(await this.ensureType(host), true);
    });
  }
}

/** A machine on its way from one host to another. */
export interface MachineMove {
  readonly machine: Driver;
  readonly from: Driver;
  readonly to: Driver;
}

/** @throws VM_NOT_A_MACHINE, VM_PLACED */
async function requireUnplaced(machine: Driver): Promise<void> {
  if (machine.type !== 'virtualserver') throw failure('VM_NOT_A_MACHINE', { thing: machine, type: machine.type });
  const share = await shareOf(machine);
  if (share) throw failure('VM_PLACED', { machine, host: share.host });
}
