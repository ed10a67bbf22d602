import { Device } from '../../drivers/devices/device.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { Entity } from '../../inventory/entity.ts';
import { valueAsText } from '../value-as-text.ts';
import type { Machine } from './find-machine.ts';
import { unfinishedOf } from './repair-machine.ts';

/** What there is to know of a machine at one glance. */
export interface MachineDescription {
  readonly name: string;
  readonly driver: string;
  readonly manager: string | null;
  readonly host: string | null;
  readonly hostAddress: string | null;
  /** Where it is moving to. */
  readonly movingTo: string | null;
  readonly addresses: readonly string[];
  readonly macs: readonly string[];
  readonly pools: readonly string[];
  /** The attributes of the keys `system`, `libvirt`, `aws` and `machine`, by `key.subkey`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The operation that has not come to its end. */
  readonly unfinished: string | null;
}

async function firstAddress(host: unknown): Promise<string | null> {
  return host instanceof Device ? ((await host.getIps())[0] ?? null) : null;
}

/** A machine as the inventory knows it: its hypervisor is not asked. */
export async function describeMachine(machine: Machine): Promise<MachineDescription> {
  const share = await shareOf(machine);
  const keys = ['system', 'libvirt', 'aws', 'machine'];
  const attributes = await machine.attrs();
  const shown = attributes.filter(
    ({ key, subkey }) => keys.includes(key) && subkey !== null && !['intent', 'order'].includes(subkey),
  );
  const unfinished = await unfinishedOf(machine);
  return {
    name: machine.name,
    driver: machine.driver,
    manager: share?.manager.name ?? null,
    host: share?.host.name ?? null,
    hostAddress: await firstAddress(share?.host),
    movingTo: share?.movingTo?.name ?? null,
    addresses: machine instanceof Device ? await machine.getIps() : [],
    macs: attributes
      .filter(({ key, subkey }) => key === 'port-nic-eth' && subkey === 'mac')
      .map(({ value }) => valueAsText(value)),
    pools: (await Pool.getPools(machine, false)).map(({ name }) => name),
    attributes: Object.fromEntries(
      shown.map(({ key, subkey, value }) => [`${key}.${subkey}`, value instanceof Entity ? value.name : value]),
    ),
    unfinished: unfinished ? `${unfinished.operation}, since ${unfinished.since}` : null,
  };
}
