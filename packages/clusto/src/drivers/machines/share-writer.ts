import { storedValue } from '../../inventory/attribute-filter.ts';
import type { Driver } from '../../inventory/driver.ts';
import { resourceKey } from '../resources/resource-key.ts';
import type { ResourceLoad, ResourceWriter } from '../resources/resource-manager.ts';
import { loadNames } from './host-capacity.ts';
import { type Amounts, quantities } from './machine-demand.ts';
import { allocatedSubkey, hostKey, type MachineShare, movingSubkey } from './machine-share.ts';

/** What is stored of the amounts, by subkey. */
export function reservedAttributes(reserved: Amounts): Record<string, number> {
  return Object.fromEntries(quantities.map((quantity) => [allocatedSubkey(quantity), reserved[quantity]]));
}

/** What a machine that is moving takes of the host that it is going to be on. */
export function loadsOfTarget(bearer: number, reserved: Amounts): ResourceLoad[] {
  return quantities.map((quantity) => ({ bearer, quantity, amount: reserved[quantity] }));
}

/** What a machine takes of the host that it is on. */
export function loadsOfMachine(bearer: number, reserved: Amounts): ResourceLoad[] {
  return [...loadsOfTarget(bearer, reserved), { bearer, quantity: loadNames.machines, amount: 1 }];
}

/** Changes the share that a machine has of its host; to be used in the transaction that has read it. */
export class ShareWriter {
  readonly #writer: ResourceWriter;
  readonly #share: MachineShare;

  constructor(writer: ResourceWriter, share: MachineShare) {
    this.#writer = writer;
    this.#share = share;
  }

  /** The ids of the attributes that the allocation wrote, under these subkeys or all. */
  async #written(subkeys?: readonly (string | null)[]): Promise<number[]> {
    const { machine, number } = this.#share;
    const rows = await this.#writer.attributes({ entity: machine.id, key: hostKey, number });
    return rows
      .filter(({ managed, subkey }) => managed === 1 && (subkeys === undefined || subkeys.includes(subkey)))
      .map(({ id }) => id);
  }

  /** Reserves other amounts on the host. */
  async resize(reserved: Amounts): Promise<void> {
    const { id, machine, host, number, reserved: before } = this.#share;
    const changed = quantities.filter((quantity) => reserved[quantity] !== before[quantity]);
    if (changed.length === 0) return;
    const attributes = changed.map((quantity) => ({
      key: hostKey,
      subkey: allocatedSubkey(quantity),
      number,
      value: storedValue(reserved[quantity]),
    }));
    await this.#writer.replaceAllocated(machine.id, await this.#written(changed.map(allocatedSubkey)), attributes);
    await this.#writer.loads.remove(id);
    await this.#writer.loads.add(id, loadsOfMachine(host.id, reserved));
  }

  /** Reserves the same on the host that the machine is going to move to. */
  async reserveTarget(target: Driver): Promise<void> {
    const { id, machine, number, reserved } = this.#share;
    const attribute = { key: hostKey, subkey: movingSubkey, number, value: storedValue(target) };
    await this.#writer.replaceAllocated(machine.id, [], [attribute]);
    await this.#writer.loads.add(id, loadsOfTarget(target.id, reserved));
  }

  /** Gives back what was reserved there. */
  async releaseTarget(target: Driver): Promise<void> {
    const { id, machine } = this.#share;
    await this.#writer.replaceAllocated(machine.id, await this.#written([movingSubkey]), []);
    await this.#writer.loads.remove(id, target.id);
  }

  /** Has the share be one of another host; its number stays, and so does what others have written beside it. */
  async move(host: Driver): Promise<void> {
    const { id, machine, manager, number, reserved } = this.#share;
    const beside = { manager, ...reservedAttributes(reserved) };
    await this.#writer.reallocate(id, await this.#written(), {
      entity: machine.id,
      manager: manager.id,
      space: hostKey,
      resource: resourceKey(host),
      forced: true,
      attributes: [
        { key: hostKey, number, subkey: null, value: storedValue(host) },
        ...Object.entries(beside).map(([subkey, value]) => ({
          key: hostKey,
          number,
          subkey,
          value: storedValue(value),
        })),
      ],
      loads: loadsOfMachine(host.id, reserved),
    });
  }
}
