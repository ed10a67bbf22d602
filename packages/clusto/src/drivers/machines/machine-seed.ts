import type { Driver } from '../../inventory/driver.ts';
import { parseMac } from '../../base/mac.ts';
import type { Seed, SeedInterface } from '../../providers/nocloud/seed-image.ts';
import type { Device } from '../devices/device.ts';
import { IPManager } from '../resources/ip-manager.ts';
import { AttributeReader, oneOf, someText } from './attribute-reader.ts';

type Attributes = ReadonlyMap<string, unknown>;

/** The attributes of a key by number, then by subkey; what has no subkey under `''`. */
async function byNumber(machine: Driver, key: string): Promise<Map<number, Map<string, unknown>>> {
  const found = new Map<number, Map<string, unknown>>();
  for (const { number, subkey, value } of await machine.attrs({ key, number: true }))
    found.set(number as number, (found.get(number as number) ?? new Map<string, unknown>()).set(subkey ?? '', value));
  return found;
}

/** The address of the router that the manager of an address knows. */
async function gatewayOf(address: Attributes): Promise<string | undefined> {
  const manager = address.get('manager');
  const gateway = manager instanceof IPManager ? await manager.getProperty('gateway') : null;
  return gateway ?? undefined;
}

/** The interfaces of the operating system that have an address; without any, the first port asks for one by DHCP. */
async function interfaces(machine: Driver): Promise<SeedInterface[]> {
  const ports = [...(await byNumber(machine, 'port-nic-eth')).values()].filter((port) => port.has('mac'));
  const addresses = [...(await byNumber(machine, IPManager.attrName)).values()];
  const found: SeedInterface[] = [];
  for (const [index, port] of ports.entries()) {
    const named = port.get('osportname');
    // an address that is bound to no port by name is on the first one
    const name = typeof named === 'string' ? named : `eth${index}`;
    const own = addresses.filter((address) => (address.get('osportname') ?? 'eth0') === name);
    const gateways = await Promise.all(own.map(gatewayOf));
    found.push({
      name,
      mac: parseMac(port.get('mac')),
      addresses: own.map((address) => String(address.get('cidr') ?? address.get('ipstring'))),
      gateways: [...new Set(gateways.filter((gateway) => gateway !== undefined))],
    });
  }
  return found;
}

/**
 * What a machine is told at its first boot: its name, the addresses that are bound to its ports, and keys. Undefined for a
 * machine that nobody wants to be told anything: neither an image nor an attribute `cloud-init` is set.
 * @throws MACHINE_ATTRIBUTE_INVALID
 */
export async function machineSeed(machine: Device, instanceId: string, hasImage: boolean): Promise<Seed | undefined> {
  const cloudInit = await AttributeReader.of(machine, 'cloud-init');
  const isWanted =
    cloudInit.get('seed', 'yes or no', oneOf(['yes', 'no'])) ?? (hasImage || !cloudInit.isEmpty ? 'yes' : 'no');
  if (isWanted === 'no') return undefined;
  const [fqdn] = await machine.fqdns();
  return {
    instanceId,
    hostname: await machine.hostname(),
    fqdn,
    sshKeys: cloudInit.all('ssh-key', 'a public key of SSH', someText),
    interfaces: await interfaces(machine),
    nameservers: cloudInit.all('nameserver', 'an IP address', someText),
    searchDomains: cloudInit.all('search', 'a domain name', someText),
    userData: cloudInit.get('user-data', 'a text', someText),
  };
}
