import { EC2VirtualServer } from '../drivers/machines/ec2/ec2-virtual-server.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { instanceOf } from '../drivers/machines/ec2/ec2-resource.ts';
import { type StepOptions } from '../drivers/machines/virtual-machine.ts';
import { type Clusto } from './clusto.ts';
import { type FoundDrift } from './ec2-drift.ts';

/**
 * Makes a server of an instance that clusto did not know: with the name of its tag where that is free, else with its id.
 * @returns the name
 */
async function adopt(inventory: Clusto, manager: EC2VMManager, { drift, instance }: FoundDrift): Promise<string> {
  if (instance === undefined) return drift.server;
  return inventory.transaction({ message: `adopt ${instance.id} of EC2` }, async () => {
    const [taken] = await inventory.getByNames([drift.server]);
    const name = taken === null ? drift.server : instance.id;
    const server = await inventory.create(EC2VirtualServer, name);
    const attributes = { ec2_region: instance.region, ec2_instance_type: instance.type, ec2_ami: instance.image };
    for (const [subkey, value] of Object.entries(attributes)) await server.setAttr({ key: 'aws', subkey, value });
    await manager.allocate(server, { placement: instance.placement, instance_id: instance.id });
    return name;
  });
}

/**
 * Mends one difference: an unknown instance is adopted, the record of a missing one dropped; the name at EC2 follows clusto,
 * type and addresses in clusto follow EC2.
 * @returns what was done, in a phrase
 * @throws as the operation that does it
 */
export async function mendEc2Drift(
  inventory: Clusto,
  manager: EC2VMManager,
  found: FoundDrift,
  options: StepOptions = {},
): Promise<string> {
  const { drift, instance, server } = found;
  if (drift.kind === 'unknown') return `adopted ${drift.instance} as ${await adopt(inventory, manager, found)}`;
  if (server === undefined) return `left ${drift.server} as it is`;
  if (drift.kind === 'missing') {
    const present = await instanceOf(server);
    await manager.deallocate(server, present?.resource);
    return `forgot ${drift.instance} of ${drift.server}`;
  }
  if (drift.kind === 'name') {
    await manager.tag(server, options);
    return `named ${drift.instance} ${drift.server}`;
  }
  if (drift.kind === 'type') {
    await server.setAttr({ key: 'aws', subkey: 'ec2_instance_type', value: instance?.type ?? drift.ec2 });
    return `noted ${drift.ec2} as the type of ${drift.server}`;
  }
  await server.updateMetadata(options);
  return `noted the addresses of ${drift.server}`;
}
