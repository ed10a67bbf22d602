import { failure } from '../../base/errors.ts';
import { Device } from '../../drivers/devices/device.ts';
import { Ported } from '../../drivers/devices/ported.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Drift } from './drift.ts';
import { findDrift } from './find-drift.ts';
import type { FoundDrift } from './found-drift.ts';
import { hardwareValue, setHardware } from './hardware-fact.ts';
import { readPlacedAddress } from './network-fact.ts';
import { portType } from './switch-of-source.ts';

/** What was accepted, and what is no intent: a stranger has no name yet. */
export interface AcceptedDrift {
  readonly accepted: readonly Drift[];
  readonly left: readonly Drift[];
}

const portsOf = (thing: Driver | undefined): Ported | undefined => (thing instanceof Ported ? thing : undefined);

async function acceptAddress({ drift, thing, port }: FoundDrift): Promise<void> {
  const { intended, observed } = drift;
  await portsOf(thing)?.setPortAttr(portType, port, 'mac', observed);
  if (intended === null) return;
  const old = await thing.attrs({ key: 'bootstrap', subkey: 'mac', value: intended });
  if (old.length > 0) await thing.setAttr({ key: 'bootstrap', subkey: 'mac', value: observed });
}

async function accept(inventory: Clusto, found: FoundDrift): Promise<void> {
  const { drift, thing, port, observation } = found;
  if (drift.kind === 'address') return acceptAddress(found);
  if (drift.kind === 'hardware') {
    const { key, number, subkey, value } = observation;
    return setHardware(thing, { key, number, subkey, value: hardwareValue(key, subkey, value) });
  }
  if (drift.kind === 'ip') {
    const [ip, name] = readPlacedAddress(drift.observed);
    if (thing instanceof Device) await thing.bindIpToOsPort(ip, name);
    return;
  }
  if (drift.kind === 'attribute') {
    const value = observation.subkey === 'vlan' ? Number(drift.observed) : drift.observed;
    await portsOf(thing)?.setPortAttr(portType, port, observation.subkey, value);
    return;
  }
  const device = await inventory.getByName(observation.name);
  await portsOf(thing)?.connectPorts(portType, port, device, observation.number);
}

/** @throws MAC_TAKEN where an address is meant at two things then */
async function refuseTwins(inventory: Clusto, meant: readonly FoundDrift[]): Promise<void> {
  for (const { drift, thing } of meant) {
    if (drift.kind !== 'address') continue;
    const other = (await inventory.getByMac(drift.observed)).find((one) => !one.equals(thing));
    if (other !== undefined) throw failure('MAC_TAKEN', { mac: drift.observed, owner: other });
  }
}

/**
 * Has what is observed of things be what is meant: VLANs, MAC addresses, the switch ports that they are cabled to, IP addresses, and hardware.
 * All of it, as one version, or nothing. Rack units stay as they are.
 * @throws PORT_TAKEN where another thing is cabled to the port that one is seen at and does not move itself; MAC_TAKEN and
 * what binding an address throws, where something else has it
 */
export function acceptDrift(inventory: Clusto, things: readonly Driver[]): Promise<AcceptedDrift> {
  return inventory.transaction(async () => {
    const found = await findDrift(inventory, { entities: things });
    const meant = found.filter(({ drift }) => drift.kind !== 'stranger');
    // two that have changed places are in each other's way
    for (const { drift, thing, port } of meant)
      if (drift.kind === 'cable') await portsOf(thing)?.disconnectPort(portType, port);
    for (const one of meant) await accept(inventory, one);
    await refuseTwins(inventory, meant);
    const driftOf = (some: readonly FoundDrift[]): Drift[] => some.map(({ drift }) => drift);
    return { accepted: driftOf(meant), left: driftOf(found.filter((one) => !meant.includes(one))) };
  });
}
