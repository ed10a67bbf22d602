import { failure } from '../../base/errors.ts';
import type { Placement } from '../../drivers/machines/choose-host.ts';
import { openIntent } from '../../drivers/machines/intent.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import { VMManager } from '../../drivers/machines/vm-manager.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import type { Driver, DriverClass } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { findPool } from '../find-pool.ts';
import { choose } from './choose.ts';
import { asMachine, type Machine } from './find-machine.ts';
import { openOrder } from './order.ts';

/** What a new machine is to be (behaviour spec section 19.3). What is left out comes from the section `[vm]`, or is inferred. */
export interface MachineParams {
  /** Default: the next one of the name manager. One that exists and was not created yet is taken as it is. */
  readonly name?: string | undefined;
  readonly manager?: string | undefined;
  readonly names?: string | undefined;
  readonly subnet?: string | undefined;
  readonly pools?: readonly string[] | undefined;
  /** The host, by name. */
  readonly hypervisor?: string | undefined;
  /** Also when that host is full or reserved. */
  readonly force?: boolean | undefined;
  readonly placement?: Placement | undefined;
  readonly sameRack?: string | undefined;
  readonly otherRack?: readonly string[] | undefined;
  /** GB. Default 10. */
  readonly disk?: number | undefined;
  /** MB. Default 1024. */
  readonly memory?: number | undefined;
  /** MB. Default 512. */
  readonly swap?: number | undefined;
  /** Logical CPUs. Default 1. */
  readonly cpu?: number | undefined;
  /** What is copied onto its disk. */
  readonly image?: string | undefined;
  /** What it boots from first. */
  readonly boot?: string | undefined;
  /** Default: made from its address. */
  readonly mac?: string | undefined;
}

/** Everything that a new machine is made with, found and checked. */
export interface MachinePlan extends Omit<MachineParams, 'manager' | 'names' | 'subnet' | 'pools'> {
  readonly manager: VMManager;
  readonly driver: DriverClass;
  /** The machine that is there already. */
  readonly existing: Machine | undefined;
  /** Null where the name is given. */
  readonly names: SimpleEntityNameManager | null;
  /** Null where the machine has an address. */
  readonly subnet: IPManager | null;
  readonly pools: readonly Driver[];
}

/** A machine of this name that is recorded and not created yet. @throws NAME_TAKEN, MACHINE_CREATED_ALREADY, MACHINE_UNFINISHED */
async function uncreated(inventory: Clusto, name: string, driver: DriverClass): Promise<Machine | undefined> {
  const [thing] = await inventory.getByNames([name]);
  if (!thing) return undefined;
  if (!(thing instanceof driver)) throw failure('NAME_TAKEN', { name });
  const machine = asMachine(thing);
  const unfinished = (await openOrder(machine)) ?? (await openIntent(machine));
  if (unfinished) throw failure('MACHINE_UNFINISHED', { machine, ...unfinished });
  const share = await shareOf(machine);
  if (share === undefined) return machine;
  const { state } = await machine.vmStatus();
  if (state === 'absent') return machine;
  throw failure('MACHINE_CREATED_ALREADY', { machine: name, state, host: share.host.name });
}

function configuredPools(inventory: Clusto): readonly string[] {
  const { pools } = inventory.settings('vm');
  return Array.isArray(pools) ? pools.map(String) : [];
}

const chooseNames = { driver: SimpleEntityNameManager, kind: 'name manager', option: 'names' } as const;
const chooseSubnet = {
  driver: IPManager,
  kind: 'subnet',
  option: 'subnet',
  suits: async (manager: IPManager) => (await manager.getNetwork()) !== null,
} as const;

/** The manager of virtual machines that is meant. @throws MACHINE_CHOICE_MISSING, MACHINE_CHOICE_AMBIGUOUS, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER */
export function chooseManager(inventory: Clusto, given?: string): Promise<VMManager> {
  return choose(inventory, { driver: VMManager, kind: 'manager of virtual machines', option: 'manager' }, given);
}

/**
 * Finds what a machine is made with.
 * @throws MACHINE_CHOICE_MISSING, MACHINE_CHOICE_AMBIGUOUS, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, NOT_A_POOL, and for a
 * name that is there already NAME_TAKEN, MACHINE_CREATED_ALREADY, MACHINE_UNFINISHED
 */
export async function planMachine(inventory: Clusto, params: MachineParams): Promise<MachinePlan> {
  const { name } = params;
  const manager = await chooseManager(inventory, params.manager);
  const driver = inventory.driverClass((manager.constructor as typeof VMManager).machineDriver);
  const existing = name === undefined ? undefined : await uncreated(inventory, name, driver);
  const names = name === undefined ? await choose(inventory, chooseNames, params.names) : null;
  const hasAddress = existing !== undefined && (await existing.hasAttr({ key: IPManager.attrName }));
  const subnet = hasAddress ? null : await choose(inventory, chooseSubnet, params.subnet);
  const pools: Driver[] = [];
  for (const pool of params.pools ?? configuredPools(inventory)) pools.push(await findPool(inventory, pool));
  return { ...params, manager, driver, existing, names, subnet, pools };
}
