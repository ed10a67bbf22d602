import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { type ListOptions, type RegionProgress } from '../providers/ec2/list-instances.ts';
import { requireWhole } from './access/require-right.ts';
import { checkRegions } from './check-regions.ts';
import { type Clusto } from './clusto.ts';
import { ec2Drift, type Ec2Drift, type FoundDrift } from './ec2-drift.ts';
import { mendEc2Drift } from './mend-ec2-drift.ts';

export interface SyncEc2Options extends Pick<ListOptions, 'regions' | 'signal' | 'onRegion'> {
  /** Unknown instances of which servers are made. */
  readonly adopt?: readonly string[] | undefined;
  /** Servers whose differences are mended. */
  readonly fix?: readonly string[] | undefined;
}

/** What differs, with what was done about it, and the regions that could not be listed. */
export interface Ec2Sync {
  readonly drift: readonly (Ec2Drift & { readonly done: string | null })[];
  readonly failed: readonly RegionProgress[];
}

/**
 * Compares the inventory with EC2, and mends what is named.
 * @throws FORBIDDEN for who does not see everything, ARGUMENT_INVALID, and as `ec2Drift` and `mendEc2Drift`
 */
export async function syncEc2(
  inventory: Clusto,
  manager: EC2VMManager,
  { regions, signal, onRegion, adopt = [], fix = [] }: SyncEc2Options = {},
): Promise<Ec2Sync> {
  requireWhole(inventory, 'operate');
  checkRegions(regions);
  const failed: RegionProgress[] = [];
  const note = (progress: RegionProgress): void => {
    if (progress.state === 'failed') failed.push(progress);
    onRegion?.(progress);
  };
  const found: FoundDrift[] = [];
  for await (const one of ec2Drift(inventory, manager, { regions, signal, onRegion: note })) found.push(one);
  const isWanted = ({ drift: { kind, instance, server } }: FoundDrift): boolean =>
    kind === 'unknown' ? adopt.includes(instance) : fix.includes(server);
  const drift: (Ec2Drift & { readonly done: string | null })[] = [];
  for (const one of found) {
    const done = isWanted(one) ? await mendEc2Drift(inventory, manager, one, { signal }) : null;
    drift.push({ ...one.drift, done });
  }
  return { drift, failed };
}
