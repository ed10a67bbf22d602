import { failure } from '../../base/errors.ts';
import { parseMac } from '../../base/mac.ts';
import { Device } from '../../drivers/devices/device.ts';
import { macOfAddress } from '../../drivers/machines/mac-of-address.ts';
import { hostKey, shareOf } from '../../drivers/machines/machine-share.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { valueAsText } from '../value-as-text.ts';
import { asMachine, type Machine } from './find-machine.ts';
import type { MachinePlan } from './machine-plan.ts';
import { closeOrder, type CreateOrder, type Recorded, recordOrder } from './order.ts';

const port = ['nic-eth', 1] as const;
const osPort = 'eth0';

/** What a machine has that nothing was said of: GB, MB, MB, CPUs (behaviour spec section 19.3). */
const defaults = { disk: 10, memory: 1024, swap: 512, cpucount: 1 } as const;

async function setAttributes(machine: Driver, { disk, memory, swap, cpu, image, boot }: MachinePlan): Promise<void> {
  const given = { disk, memory, swap, cpucount: cpu };
  for (const [subkey, otherwise] of Object.entries(defaults)) {
    const value = given[subkey as keyof typeof given];
    if (value !== undefined || !(await machine.hasAttr({ key: 'system', subkey })))
      await machine.setAttr({ key: 'system', subkey, value: value ?? otherwise });
  }
  for (const [subkey, value] of Object.entries({ image, boot }))
    if (value !== undefined) await machine.setAttr({ key: 'libvirt', subkey, value });
}

/** @returns whether it had no place yet */
async function place(machine: Driver, plan: MachinePlan): Promise<boolean> {
  const { manager, hypervisor, force, placement, sameRack, otherRack } = plan;
  const share = await shareOf(machine);
  if (share && (hypervisor === undefined || share.host.name === hypervisor)) {
    await manager.resize(machine, { force });
    return false;
  }
  await manager.allocate(machine, hypervisor, { force, placement, sameRack, otherRack });
  return true;
}

async function giveAddress(machine: Driver, { subnet }: MachinePlan): Promise<string | null> {
  if (subnet === null || !(machine instanceof Device)) return null;
  const { number } = await subnet.allocate(machine);
  const address = valueAsText((await machine.attrValue({ key: subnet.attrName, number, subkey: 'ipstring' })) ?? '');
  await machine.bindIpToOsPort(address, osPort, { ipman: subnet, portType: port[0], portNum: port[1] });
  return address;
}

/** @throws MAC_TAKEN, MAC_INVALID */
async function giveMac(machine: Driver, given: string | undefined): Promise<void> {
  if (!(machine instanceof Device)) return;
  if (given === undefined && (await machine.getPortAttr(...port, 'mac')) !== null) return;
  const addresses = await machine.getIps();
  // the first IPv4 address counts, as in the original
  const address = addresses.find((one) => !one.includes(':')) ?? addresses[0];
  if (given === undefined && address === undefined) return;
  const mac = given === undefined ? macOfAddress(address as string) : parseMac(given);
  const owner = (await machine.inventory.getByAttr({ subkey: 'mac', value: mac })).find(({ id }) => id !== machine.id);
  if (owner) throw failure('MAC_TAKEN', { mac, owner });
  await machine.setPortAttr(...port, 'mac', mac);
}

async function join(machine: Driver, { pools }: MachinePlan): Promise<string[]> {
  const joined: string[] = [];
  for (const pool of pools) {
    if (await pool.has(machine)) continue;
    await pool.insert(machine);
    joined.push(pool.name);
  }
  return joined;
}

export interface RecordOptions {
  /** Whether it is to be started. */
  readonly start?: boolean | undefined;
  /** The process that creates it, as `host:pid`. */
  readonly by?: string | undefined;
  readonly message?: string | undefined;
}

/** A machine that is recorded and to be created. */
export interface RecordedMachine {
  readonly machine: Machine;
  readonly order: CreateOrder;
}

/**
 * Records a machine with all that belongs to it, and the order to create it, as one version.
 * @throws what name manager, VM manager, subnet and pools refuse; MAC_TAKEN
 */
export function recordMachine(
  inventory: Clusto,
  plan: MachinePlan,
  { start = false, by, message = 'vm create' }: RecordOptions,
): Promise<RecordedMachine> {
  const { existing, names, name, driver } = plan;
  return inventory.transaction({ message }, async () => {
    const create = (): Promise<Driver> =>
      names === null ? inventory.create(driver, name as string) : names.allocate(driver);
    const machine = asMachine(existing ?? (await create()));
    await setAttributes(machine, plan);
    const pools = await join(machine, plan);
    const isPlaced = await place(machine, plan);
    const address = await giveAddress(machine, plan);
    await giveMac(machine, plan.mac);
    const recorded: Recorded = { entity: existing === undefined, address, place: isPlaced, pools };
    const since = inventory.clock.now().toISOString();
    const order = { operation: 'create', since, by: by ?? null, start, recorded } as const;
    await recordOrder(machine, order);
    return { machine, order };
  });
}

/** Takes back what `recordMachine` recorded, as one version. @returns what that was, in a phrase */
export async function takeBack(inventory: Clusto, machine: Driver, recorded: Recorded): Promise<string> {
  const { entity, address, pools } = recorded;
  const host = (await shareOf(machine))?.host.name;
  await inventory.transaction({ message: 'vm create undone' }, async () => {
    if (entity) return machine.delete();
    await closeOrder(machine);
    for (const name of pools) await (await inventory.getByName(name)).remove(machine);
    if (recorded.place) await machine.delAttrs({ key: hostKey });
    if (address === null || !(machine instanceof Device)) return;
    await machine.delPortAttr(...port, 'osportname', osPort);
    const [attribute] = await machine.attrs({ key: 'ip', subkey: 'ipstring', value: address });
    if (attribute) await machine.delAttrs({ key: 'ip', number: attribute.number });
    if ((await machine.getPortAttr(...port, 'mac')) === macOfAddress(address))
      await machine.delPortAttr(...port, 'mac');
  });
  const parts = [
    ...(entity ? ['the entity'] : []),
    ...(address === null ? [] : [`the address ${address}`]),
    ...(recorded.place && host !== undefined ? [`the place on ${host}`] : []),
  ];
  return parts.length === 0 ? 'nothing had been recorded' : `${parts.join(', ')} given back`;
}
