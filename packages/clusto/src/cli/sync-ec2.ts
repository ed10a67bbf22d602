import { failure } from '../base/errors.ts';
import { type Ec2Drift } from '../operations/ec2-drift.ts';
import { call } from '../operations/verbs/call.ts';
import { type Ec2Work } from './ec2-work.ts';
import { print, printJson } from './print.ts';
import { RegionReports } from './region-reports.ts';

const asText = ({ kind, instance, region, server, clusto, ec2 }: Ec2Drift): string => {
  if (kind === 'unknown') return `${instance} (${region}, ${ec2}) is unknown to clusto; its name is ${server}`;
  if (kind === 'missing') return `${server}: EC2 has no ${instance} in ${region}`;
  return `${server}: ${kind} is ${clusto || 'not set'} in clusto, ${ec2 || 'not set'} at EC2 (${instance})`;
};

/** Prints drift, and mends what is named. @throws EC2_REGIONS_INCOMPLETE, USAGE for an item that does not differ */
export const syncEc2: Ec2Work = async ({ clusto, reach }, { manager, region, adopt = [], fix = [], json }) => {
  const reports = new RegionReports();
  const { onRegion } = reports;
  const { drift, failed } = await call(clusto, 'syncEc2', reach, manager, { regions: region, adopt, fix, onRegion });
  if (clusto.remote !== undefined) for (const one of failed) onRegion(one);
  const ended = new Set(
    drift.flatMap(({ kind, instance, server, done }) =>
      done === null ? [] : [kind === 'unknown' ? instance : server],
    ),
  );
  if (json === true) printJson(drift);
  else for (const { done, ...one } of drift) print(done ?? asText(one));
  reports.requireAll();
  const left = [...adopt, ...fix].filter((item) => !ended.has(item));
  if (left.length > 0) throw failure('USAGE', { reason: `There is no difference to mend of ${left.join(', ')}.` });
};
