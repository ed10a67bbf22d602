import { ClustoException, StoreException, TransactionException } from '../../base/errors.ts';
import type { Device } from '../../drivers/devices/device.ts';
import { BasicVirtualServer } from '../../drivers/devices/basic-virtual-server.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';
import type { Clusto } from '../clusto.ts';
import { valueAsText } from '../value-as-text.ts';
import { factName, factsOfHost, type HardwareFact, hasOneSlot, isHardware, setHardware } from './hardware-fact.ts';
import type { HostDifference } from './host-report.ts';
import { placedAddress } from './network-fact.ts';
import { portsOfNics } from './ports-of-nics.ts';
import { portKey, portType } from './switch-of-source.ts';

type Attributes = Awaited<ReturnType<Device['attrs']>>;

/** A difference with what has the observed side be meant, in the transaction of the caller. */
export interface OpenDifference extends HostDifference {
  readonly settle: () => Promise<void>;
}

function hardware(thing: Device, attributes: Attributes, facts: readonly HardwareFact[]): OpenDifference[] {
  const isIn = (fact: HardwareFact, { key, subkey, number }: Attributes[number]): boolean =>
    key === fact.key && subkey === fact.subkey && (hasOneSlot(key) || number === fact.number);
  const other = facts.flatMap((fact): OpenDifference[] => {
    const meant = attributes.filter((attribute) => isIn(fact, attribute)).map(({ value }) => valueAsText(value));
    const observed = String(fact.value);
    if (meant.length === 1 && meant[0] === observed) return [];
    const isChosen =
      thing instanceof BasicVirtualServer && ['cpucount', 'memory', 'disk'].includes(fact.subkey) && meant.length > 0;
    return [
      {
        attribute: factName(fact),
        intended: meant.join(', ') || null,
        observed,
        problem: isChosen && hasOneSlot(fact.key) ? 'the size of a virtual machine is chosen, and not found' : null,
        settle: () => setHardware(thing, fact),
      },
    ];
  });
  // of kinds that could not be read, nothing is known to be gone
  const keys = new Set(facts.map(({ key }) => key));
  const gone = attributes.flatMap((attribute): OpenDifference[] => {
    const { key, number, subkey, value } = attribute;
    if (subkey === null || number === null || hasOneSlot(key) || !keys.has(key) || !isHardware(key, subkey)) return [];
    if (facts.some((fact) => isIn(fact, attribute))) return [];
    return [
      {
        attribute: factName({ key, number, subkey }),
        intended: valueAsText(value),
        observed: null,
        problem: null,
        settle: () => thing.delAttrs({ key, number, subkey }),
      },
    ];
  });
  return [...other, ...gone];
}

async function cards(
  inventory: Clusto,
  thing: Device,
  attributes: Attributes,
  { nics }: HostDescription,
  ports: ReadonlyMap<string, number>,
): Promise<OpenDifference[]> {
  const atPorts = attributes.filter(({ key }) => key === portKey);
  const found = await Promise.all(
    nics.map(async ({ name, mac }): Promise<OpenDifference[]> => {
      const port = ports.get(name);
      const meant = atPorts.find(({ number, subkey }) => number === port && subkey === 'mac');
      if (port !== undefined && meant?.value === mac) return [];
      const owner = (await inventory.getByMac(mac)).find((one) => !one.equals(thing));
      const noPort = port === undefined ? `${thing.name} has no port for ${name}` : null;
      return [
        {
          attribute: `${portKey} ${port ?? name} mac`,
          intended: meant === undefined ? null : valueAsText(meant.value),
          observed: mac,
          problem: owner === undefined ? noPort : `it belongs to ${owner.name}`,
          settle: async () => void (port === undefined || (await thing.setPortAttr(portType, port, 'mac', mac))),
        },
      ];
    }),
  );
  return found.flat();
}

function addresses(thing: Device, attributes: Attributes, { addresses: observed }: HostDescription): OpenDifference[] {
  const bound = attributes.filter(({ key }) => key === 'ip');
  return observed.flatMap(({ ip, interface: name }): OpenDifference[] => {
    const own = bound.find(({ subkey, value }) => subkey === 'ipstring' && value === ip);
    const port = bound.find(
      ({ number, subkey }) => own !== undefined && number === own.number && subkey === 'osportname',
    );
    if (own !== undefined && port?.value === name) return [];
    const intended = own === undefined ? null : port === undefined ? ip : `${ip} ${valueAsText(port.value)}`;
    return [
      {
        attribute: 'ip',
        intended,
        observed: placedAddress(ip, name),
        problem: null,
        settle: () => thing.bindIpToOsPort(ip, name),
      },
    ];
  });
}

export interface HostComparison {
  readonly differences: readonly OpenDifference[];
  /** Which port each card is, by the name of the card. */
  readonly ports: ReadonlyMap<string, number>;
}

/** Where a host is otherwise than a device is meant to be. Addresses that it does not have may be those of its controller. */
export async function compareHost(inventory: Clusto, thing: Device, host: HostDescription): Promise<HostComparison> {
  const attributes = await thing.attrs();
  const atPorts = attributes.filter(({ key }) => key === portKey);
  const ports = portsOfNics(host.nics, atPorts, await thing.portCount(portType));
  const differences = [
    ...hardware(thing, attributes, factsOfHost(host)),
    ...(await cards(inventory, thing, attributes, host, ports)),
    ...addresses(thing, attributes, host),
  ];
  return { differences, ports };
}

/** Has what was observed be meant; what cannot be written stays, with the reason. */
export async function settleDifference(inventory: Clusto, open: OpenDifference): Promise<HostDifference> {
  const { settle, ...difference } = open;
  if (difference.problem !== null) return difference;
  try {
    await inventory.write(settle);
    return difference;
  } catch (error) {
    if (!(error instanceof ClustoException) || error instanceof StoreException || error instanceof TransactionException)
      throw error;
    return { ...difference, problem: error.message.replace(/\.$/, '') };
  }
}
