import type { DiscoverOptions, DiscoverParams } from '../discovery/discover-hosts.ts';
import type { Reach } from './reach.ts';
import { reaches } from './verb.ts';

/** What hosts say of themselves. */
export const discoveryVerbs = {
  discoverHosts: reaches(
    async (clusto, { signal }: Reach, params: DiscoverParams, told: Pick<DiscoverOptions, 'onSweep' | 'onDone'>) =>
      (await import('../discovery/discover-hosts.ts')).discoverHosts(clusto, params, { ...told, signal }),
  ),
};
