import { machineShares, type MachineShare } from '../../drivers/machines/machine-share.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import type { Clusto } from '../clusto.ts';

/** A machine as it is listed (behaviour spec section 19.3). */
export interface ListedMachine {
  readonly name: string;
  readonly manager: string;
  readonly host: string;
  /** The first address of the host, and of the machine. */
  readonly hostAddress: string | null;
  readonly address: string | null;
}

/** The first address of each of many things, by id: one statement. */
async function firstAddresses(inventory: Clusto, things: Iterable<number>): Promise<Map<number, string>> {
  const rows = await inventory.reader.attributes({
    entities: [...things],
    key: IPManager.attrName,
    subkey: 'ipstring',
  });
  return new Map(rows.toReversed().map(({ entity, string }) => [entity, string ?? '']));
}

const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The machines that are placed on hosts, in the order of hosts and names; those of one manager when it is named. */
export async function placedMachines(inventory: Clusto, manager?: string): Promise<MachineShare[]> {
  const of = manager === undefined ? {} : { manager: await inventory.getByName(manager, VMManager) };
  const shares = await machineShares(inventory, of);
  return shares.sort(
    (one, other) => byName(one.host.name, other.host.name) || byName(one.machine.name, other.machine.name),
  );
}

/**
 * Lists the machines that VM managers have placed, with addresses: as many statements for ten thousand as for one.
 * @param manager only its machines
 * @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER
 */
export async function listMachines(inventory: Clusto, manager?: string): Promise<ListedMachine[]> {
  const shares = await placedMachines(inventory, manager);
  if (shares.length === 0) return [];
  const ids = new Set(shares.flatMap(({ machine, host }) => [machine.id, host.id]));
  const addresses = await firstAddresses(inventory, ids);
  return shares.map(({ machine, host, manager: giver }) => ({
    name: machine.name,
    manager: giver.name,
    host: host.name,
    hostAddress: addresses.get(host.id) ?? null,
    address: addresses.get(machine.id) ?? null,
  }));
}
