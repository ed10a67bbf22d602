import { ClustoException, StoreException, TransactionException } from '../../base/errors.ts';
import type { Device } from '../../drivers/devices/device.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { getFactory } from '../../drivers/factories/get-factory.ts';
import type { RackFactory } from '../../drivers/factories/rack-factory.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { MacEvent, TrapEvent } from '../../wire/snmp/trap-events.ts';
import type { Clusto } from '../clusto.ts';
import type { DiscoveryReport, PortAction, PortOutcome } from './discovery-report.ts';
import { factsOfEvents } from './facts-of-events.ts';
import { portType, switchOfSource } from './switch-of-source.ts';

export interface DiscoverParams {
  /** The address that the trap came from. */
  readonly source: string;
  readonly events: readonly TrapEvent[];
  /** The name manager that names servers. Default: `servernames`. */
  readonly nameManager?: string | undefined;
}

type Found = readonly [action: PortAction, server: Driver | null];

/** Whether an address was given by a maker: neither a group's nor made up by software (IEEE 802, the two low bits). */
export const isHardwareMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 3) === 0;

/** Errors that say why a port is no place for a server. */
const refusals: Readonly<Record<string, PortAction>> = {
  FACTORY_UNKNOWN: 'no-factory',
  FACTORY_PORT_UNKNOWN: 'no-place',
};

/** Builds what a switch has discovered, in the transaction of the caller. */
class Discovery {
  readonly #inventory: Clusto;
  readonly #switch: Device;
  readonly #nameManager: string;
  #isOn: boolean | undefined;
  #factory: RackFactory | null | undefined;

  constructor(inventory: Clusto, device: Device, nameManager: string) {
    [this.#inventory, this.#switch, this.#nameManager] = [inventory, device, nameManager];
  }

  /**
   * What becomes of an address that was learned.
   * @param hasWritten whether anything was changed so far
   * @throws what stands against it
   */
  async learn({ mac, port, vlan }: MacEvent, hasWritten: () => boolean): Promise<Found> {
    const device = this.#switch;
    if (!isHardwareMac(mac)) return ['not-hardware', null];
    if (port < 1 || port > (await device.portCount(portType))) return ['no-port', null];
    const present = await device.getConnected(portType, port);
    if (present instanceof BasicNetworkSwitch) return ['uplink', present];
    const owners = await this.#inventory.getByMac(mac);
    const [owner] = owners;
    if (present !== null && owner !== undefined && !owners.some((one) => one.equals(present)))
      return ['elsewhere', owner];
    if (present !== null && owner === undefined && (await present.hasAttr({ subkey: 'mac' })))
      return ['other-address', present];
    if (present === null && owner !== undefined && !(await this.#isUnplaced(owner))) return ['elsewhere', owner];
    if (!(await this.#discovers())) return ['discovery-off', present ?? owner ?? null];
    const factory = await this.#rackFactory();
    if (factory === null) return ['no-rack', null];
    const server = present ?? owner ?? (await this.#name(factory, port));
    if (owner === undefined) await server.addAttr({ key: 'bootstrap', subkey: 'mac', value: mac });
    await factory.addServer(server, port);
    if ((await device.getPortAttr(portType, port, 'vlan')) === null)
      await device.setPortAttr(portType, port, 'vlan', vlan);
    if (present !== null) return [hasWritten() ? 'completed' : 'known', server];
    return [owner === undefined ? 'created' : 'placed', server];
  }

  /** Whether a thing is a server that nobody has put anywhere. */
  async #isUnplaced(thing: Driver): Promise<boolean> {
    if (!(thing instanceof BasicServer) || (await BasicRack.getRackAndU(thing)) !== null) return false;
    return !(await thing.hasAttr({ key: `port-${portType}`, subkey: 'connection', number: true }));
  }

  async #discovers(): Promise<boolean> {
    if (this.#isOn !== undefined) return this.#isOn;
    const [nearest] = await this.#switch.attrValues({ key: 'snmp', subkey: 'discovery', mergeContainerAttrs: true });
    return (this.#isOn = nearest === 1 || nearest === true || nearest === '1');
  }

  async #rackFactory(): Promise<RackFactory | null> {
    if (this.#factory !== undefined) return this.#factory;
    const [rack] = await this.#switch.parents({ clustoTypes: ['rack'] });
    return (this.#factory = rack === undefined ? null : await getFactory(this.#inventory, rack));
  }

  async #name(factory: RackFactory, port: number): Promise<Driver> {
    const driver = factory.getDriver(port);
    const manager = await this.#inventory.getByName(this.#nameManager, SimpleEntityNameManager);
    return manager.allocate(driver);
  }
}

function messageOf(device: Device, ports: readonly PortOutcome[]): string {
  const parts = ports
    .filter(({ action }) => ['created', 'placed', 'completed'].includes(action))
    .map(
      ({ action, server, mac, port, vlan }) =>
        `${action} ${server} at ${device.name} ${portType} ${port} (${mac}, VLAN ${vlan})`,
    );
  return `SNMP discovery: ${parts.join('; ')}`;
}

/**
 * Does what a trap of a switch asks for (behaviour spec section 23): notes what was observed, and has servers for what was
 * learned at ports where there is none. Everything is one transaction; a port that does not work out leaves the others
 * alone. The same trap again changes nothing.
 * @throws IP_INVALID; and what makes the whole impossible, such as DATABASE_BUSY
 */
export async function discoverServer(inventory: Clusto, params: DiscoverParams): Promise<DiscoveryReport> {
  const { source, events, nameManager = 'servernames' } = params;
  const found = await switchOfSource(inventory, source);
  if (typeof found === 'string') return { source, switch: null, ignored: found, ports: [] };
  let ports: PortOutcome[] = [];
  const message = (): string => messageOf(found, ports);
  await inventory.transaction({ message, source: 'snmp' }, async () => {
    ports = [];
    const { facts, ended } = await factsOfEvents(found, events);
    await inventory.write((writer) =>
      writer.observations.note(facts, ended, `snmp ${found.name}`, inventory.clock.now().getTime()),
    );
    const discovery = new Discovery(inventory, found, nameManager);
    for (const event of events) {
      if (event.kind !== 'mac' || event.operation !== 'learned') continue;
      ports.push(await outcomeOf(inventory, discovery, event));
    }
  });
  return { source, switch: found.name, ignored: null, ports };
}

async function outcomeOf(inventory: Clusto, discovery: Discovery, event: MacEvent): Promise<PortOutcome> {
  const { port, mac, vlan } = event;
  try {
    const [action, server] = await inventory.write((writer) => discovery.learn(event, () => writer.hasWritten));
    return { port, mac, vlan, action, server: server?.name ?? null, error: null };
  } catch (error) {
    if (!(error instanceof ClustoException) || error instanceof StoreException || error instanceof TransactionException)
      throw error;
    const action = refusals[error.code] ?? 'failed';
    return { port, mac, vlan, action, server: null, error: action === 'failed' ? error.message : null };
  }
}
