import type { Device } from '../../drivers/devices/device.ts';
import type { LinkEvent, TrapEvent } from '../../wire/snmp/trap-events.ts';
import { portKey, portType } from './switch-of-source.ts';

/** What is noted of what a switch says: see `Observations.note`. */
export interface SwitchFact {
  readonly entity: number;
  readonly key: string;
  readonly number: number;
  readonly subkey: 'mac' | 'vlan' | 'link';
  readonly value: string;
  readonly ends: 'one' | 'elsewhere';
}

/** How operating systems of switches begin the name of an Ethernet port: `GigabitEthernet0/7`, `Te1/0/1`, `xe-0/0/3`, `swp7`. */
const ethernet = /^(?:[a-z]*ethernet|eth?|fa|gi|te|ge|xe|swp)[^a-z]*?(\d+)$/i;

/** The port that an interface is: the one that is called so (`osportname`), else the number at the end of its name. */
async function portOfLink(device: Device, { name }: LinkEvent): Promise<number | undefined> {
  if (name === null) return undefined;
  const [named] = await device.attrs({ key: portKey, number: true, subkey: 'osportname', value: name });
  const number = named?.number ?? Number(ethernet.exec(name)?.[1] ?? 0);
  return (await device.portCount(portType)) >= number && number > 0 ? number : undefined;
}

/**
 * What events say that is so now, and what is not so any more. Of each thing the last event counts.
 */
export async function factsOfEvents(
  device: Device,
  events: readonly TrapEvent[],
): Promise<{ facts: SwitchFact[]; ended: SwitchFact[] }> {
  const facts = new Map<string, SwitchFact>();
  const ended = new Map<string, SwitchFact>();
  const count = await device.portCount(portType);
  for (const event of events) {
    const port = event.kind === 'mac' ? event.port : await portOfLink(device, event);
    if (port === undefined || port < 1 || port > count) continue;
    const at = { entity: device.id, key: portKey, number: port };
    if (event.kind === 'link') {
      facts.set(`${port} link`, { ...at, subkey: 'link', value: event.state, ends: 'one' });
      continue;
    }
    const fact: SwitchFact = { ...at, subkey: 'mac', value: event.mac, ends: 'elsewhere' };
    if (event.operation === 'removed') {
      if (facts.get(event.mac)?.number === port) facts.delete(event.mac);
      ended.set(`${port} ${event.mac}`, fact);
      continue;
    }
    ended.delete(`${port} ${event.mac}`);
    facts.set(event.mac, fact);
    facts.set(`${port} vlan`, { ...at, subkey: 'vlan', value: String(event.vlan), ends: 'one' });
  }
  return { facts: [...facts.values()], ended: [...ended.values()] };
}
