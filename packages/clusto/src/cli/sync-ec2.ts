import { failure } from '../base/errors.ts';
import { ec2Drift, type Ec2Drift, type FoundDrift } from '../operations/ec2-drift.ts';
import { mendEc2Drift } from '../operations/mend-ec2-drift.ts';
import { type Ec2Work } from './ec2-work.ts';
import { print, printJson } from './print.ts';
import { RegionReports } from './region-reports.ts';

const asText = ({ kind, instance, region, server, clusto, ec2 }: Ec2Drift): string => {
  if (kind === 'unknown') return `${instance} (${region}, ${ec2}) is unknown to clusto; its name is ${server}`;
  if (kind === 'missing') return `${server}: EC2 has no ${instance} in ${region}`;
  return `${server}: ${kind} is ${clusto || 'not set'} in clusto, ${ec2 || 'not set'} at EC2 (${instance})`;
};

/** Prints drift, and mends what is named. @throws EC2_REGIONS_INCOMPLETE, USAGE for an item that does not differ */
export const syncEc2: Ec2Work = async ({ clusto, manager, signal }, { region, adopt = [], fix = [], json }) => {
  const reports = new RegionReports();
  const found: (FoundDrift & { done?: string })[] = [];
  for await (const one of ec2Drift(clusto, manager, { regions: region, signal, onRegion: reports.onRegion }))
    found.push({ ...one });
  const wanted = new Set([...adopt, ...fix]);
  const isWanted = ({ drift: { kind, instance, server } }: FoundDrift): boolean =>
    kind === 'unknown' ? adopt.includes(instance) : fix.includes(server);
  for (const one of found.filter(isWanted)) {
    one.done = await mendEc2Drift(clusto, manager, one, { signal });
    wanted.delete(one.drift.kind === 'unknown' ? one.drift.instance : one.drift.server);
  }
  if (json === true) printJson(found.map(({ drift, done }) => ({ ...drift, done: done ?? null })));
  else for (const { drift, done } of found) print(done ?? asText(drift));
  reports.requireAll();
  if (wanted.size > 0)
    throw failure('USAGE', { reason: `There is no difference to mend of ${[...wanted].join(', ')}.` });
};
