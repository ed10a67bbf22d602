import { type Device } from '../../drivers/devices/device.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Driver } from '../../inventory/driver.ts';
import { parseAttributeReference } from '../attribute-reference.ts';
import { type Session } from '../../inventory/session.ts';
import { findPool } from '../find-pool.ts';
import { valueAsText } from '../value-as-text.ts';
import { writeAttributes } from '../write-attributes.ts';
import { type AllocatedCable, type AllocatedServer } from './allocation.ts';
import { type AllocationOrder } from './allocation-request.ts';
import { type ServerPlan } from './plan-servers.ts';

/** What is named in a request, looked up once for all servers. */
export interface Supplies {
  readonly names: SimpleEntityNameManager | undefined;
  readonly subnets: readonly IPManager[];
  readonly pools: readonly Driver[];
}

/** @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, NOT_A_POOL */
export async function findSupplies(
  inventory: Session,
  { names, subnets = [], pools = [] }: AllocationOrder,
): Promise<Supplies> {
  return {
    names: names === undefined ? undefined : await inventory.getByName(names, SimpleEntityNameManager),
    subnets: await Promise.all(subnets.map((name) => inventory.getByName(name, IPManager))),
    pools: await Promise.all(pools.map((name) => findPool(inventory, name))),
  };
}

async function cable(server: Device, { share }: ServerPlan, { wiring }: AllocationOrder): Promise<AllocatedCable[]> {
  const cables: AllocatedCable[] = [];
  for (const [index, { port }] of wiring.entries()) {
    const far = share?.ports[index];
    if (far === undefined) continue;
    await server.connectPorts(port.type, port.number, far.device, far.number);
    const devicePort = `${port.type}:${far.device.portName(port.type, far.number)}`;
    cables.push({ port: `${port.type}:${port.number}`, device: far.device.name, devicePort });
  }
  return cables;
}

/** A server with what it was given. */
export interface Equipped {
  readonly server: Device;
  readonly answer: AllocatedServer;
}

/**
 * Gives a server everything that it is to have, within the transaction of the allocation.
 * @throws what the rules of racks, pools, ports and managers say
 */
export async function equipServer(
  inventory: Session,
  plan: ServerPlan,
  order: AllocationOrder,
  { names, subnets, pools }: Supplies,
): Promise<Equipped> {
  const { share } = plan;
  const taken = 'from' in plan.server ? plan.server : undefined;
  const from = taken?.from ?? null;
  const server =
    'from' in plan.server ? plan.server.server : await (names as SimpleEntityNameManager).allocate(plan.server.driver);
  await from?.remove(server);
  const units = share?.units ?? [];
  if (share !== null && units.length > 0) await share.rack.insert(server, units);
  for (const pool of pools) await pool.insert(server);
  const addresses: { subnet: string; ip: string }[] = [];
  for (const subnet of subnets) {
    const { number } = await subnet.allocate(server);
    const [ip] = await server.attrValues({ key: IPManager.attrName, number, subkey: 'ipstring' });
    addresses.push({ subnet: subnet.name, ip: valueAsText(ip as string) });
  }
  const cables = await cable(server, plan, order);
  const { attributes = [] } = order;
  await writeAttributes(inventory, [server], 'set', attributes.map(parseAttributeReference));
  const { name, type, driver } = server;
  return {
    server,
    answer: {
      name,
      type,
      driver,
      created: from === null,
      from: from?.name ?? null,
      rack: (share ?? taken)?.rack?.name ?? null,
      units,
      addresses,
      cables,
      pools: pools.map((pool) => pool.name),
      attributes,
    },
  };
}
