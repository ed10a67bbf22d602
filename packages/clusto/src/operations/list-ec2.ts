import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { type Ec2Instance } from '../providers/ec2/ec2-instance.ts';
import { type ListOptions, type RegionProgress } from '../providers/ec2/list-instances.ts';
import { checkRegions } from './check-regions.ts';
import { type Clusto } from './clusto.ts';
import { knownInstances } from './known-instances.ts';

/** An instance, and the server that it is here; null where none is known. */
export interface ListedInstance extends Ec2Instance {
  readonly server: string | null;
}

/** What was listed, and the regions that could not be. */
export interface Ec2Listing {
  readonly instances: readonly ListedInstance[];
  readonly failed: readonly RegionProgress[];
}

export interface ListEc2Options extends Pick<ListOptions, 'regions' | 'filters' | 'signal' | 'onRegion'> {
  /** Told while EC2 answers. */
  readonly onInstance?: ((instance: ListedInstance) => void) | undefined;
}

/** The instances that a manager sees. @throws ARGUMENT_INVALID, and as `EC2VMManager.getAllEc2InstanceResources` */
export async function listEc2(
  inventory: Clusto,
  manager: EC2VMManager,
  { regions, filters, signal, onRegion, onInstance }: ListEc2Options = {},
): Promise<Ec2Listing> {
  checkRegions(regions);
  const known = await knownInstances(inventory);
  const failed: RegionProgress[] = [];
  const listing = manager.getAllEc2InstanceResources({
    regions,
    filters,
    signal,
    onRegion: (progress) => {
      if (progress.state === 'failed') failed.push(progress);
      onRegion?.(progress);
    },
  });
  const instances: ListedInstance[] = [];
  for await (const { instance } of listing) {
    const listed = { ...instance, server: known.get(instance.id)?.name ?? null };
    instances.push(listed);
    onInstance?.(listed);
  }
  return { instances, failed };
}
