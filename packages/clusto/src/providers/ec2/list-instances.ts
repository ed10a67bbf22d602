import { describeRegions, type Ec2Filters, instancePages } from './describe-instances.ts';
import type { Ec2Account } from './ec2-account.ts';
import type { Ec2Instance } from './ec2-instance.ts';
import { mergePages } from './merge-pages.ts';

/** How far the listing of a region has come. */
export interface RegionProgress {
  readonly region: string;
  readonly state: 'begun' | 'done' | 'failed';
  /** How many instances of it were listed so far. */
  readonly instances: number;
  /** Why it failed. */
  readonly error?: Error;
}

export interface ListOptions {
  /** Default: every region that the account may use. */
  readonly regions?: readonly string[] | undefined;
  readonly filters?: Ec2Filters | undefined;
  /** The region that is asked for the regions. Default: us-east-1. */
  readonly home?: string | undefined;
  /** How many regions are listed at once. Default: 5. */
  readonly parallel?: number | undefined;
  /** Told when a region begins, is done, or has failed: the others go on. */
  readonly onRegion?: ((progress: RegionProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The instances of all regions, several regions at once, in the order in which EC2 answers. At most two pages of each region
 * that is being listed are in memory: who reads slowly slows the requests down.
 * @throws as `Ec2Account.call`, when the regions cannot be listed or all of them failed
 */
export async function* listInstances(
  account: Ec2Account,
  { regions, filters, home = 'us-east-1', parallel = 5, onRegion, signal }: ListOptions = {},
): AsyncGenerator<Ec2Instance> {
  const names = regions ?? (await describeRegions(account, home, signal));
  const failures: Error[] = [];
  async function* pagesOf(region: string): AsyncGenerator<Ec2Instance[]> {
    let instances = 0;
    onRegion?.({ region, state: 'begun', instances });
    try {
      for await (const page of instancePages(account, region, filters, signal)) {
        instances += page.length;
        yield page;
      }
      onRegion?.({ region, state: 'done', instances });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      failures.push(error as Error);
      onRegion?.({ region, state: 'failed', instances, error: error as Error });
    }
  }
  yield* mergePages(
    names.map((region) => () => pagesOf(region)),
    parallel,
  );
  if (failures.length > 0 && failures.length === names.length) throw failures[0] as Error;
}
