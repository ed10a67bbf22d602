import { EC2Region } from '../drivers/machines/ec2/ec2-region.ts';
import { ec2Configuration } from '../drivers/machines/ec2/ec2-configuration.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { EC2Zone } from '../drivers/machines/ec2/ec2-zone.ts';
import { describeRegions, describeZones } from '../providers/ec2/describe-instances.ts';
import { checkRegions } from './check-regions.ts';
import { type Clusto } from './clusto.ts';

/**
 * Creates a container for each region and each zone that the account may use, the zones in their regions, as one version;
 * what is there already stays.
 * @returns the names of what was created
 * @throws as `Ec2Account.call`; NAME_TAKEN by something else
 */
export async function createRegions(
  inventory: Clusto,
  manager: EC2VMManager,
  {
    regions,
    signal,
  }: { readonly regions?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  checkRegions(regions);
  const account = await manager.account();
  const { home = 'us-east-1' } = ec2Configuration(inventory);
  const names = regions ?? (await describeRegions(account, home, signal));
  const zones = new Map<string, readonly string[]>();
  for (const region of names) zones.set(region, await describeZones(account, region, signal));
  return inventory.transaction({ message: 'regions and zones of EC2' }, async () => {
    const created: string[] = [];
    for (const [name, places] of zones) {
      const region = await container(inventory, EC2Region, name, created);
      for (const place of places) {
        const zone = await container(inventory, EC2Zone, place, created);
        if (!(await region.has(zone))) await region.insert(zone);
      }
    }
    return created;
  });
}

async function container(
  inventory: Clusto,
  kind: typeof EC2Region | typeof EC2Zone,
  name: string,
  created: string[],
): Promise<EC2Region | EC2Zone> {
  const [present] = await inventory.getByNames([name]);
  if (present instanceof EC2Region || present instanceof EC2Zone) return present;
  created.push(name);
  return inventory.create(kind, name);
}
