import { type ListedInstance } from '../operations/list-ec2.ts';
import { call } from '../operations/verbs/call.ts';
import { type Ec2Work } from './ec2-work.ts';
import { GrowingList } from './growing-list.ts';
import { RegionReports } from './region-reports.ts';

/** Rows are printed before the last one is known, so the widths are those that are usual. */
const widths = [20, 14, 15, 15, 24];

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(' ')
    .trimEnd();

/** Prints the instances of all regions while EC2 answers; a server tells them when it has all. @throws EC2_REGIONS_INCOMPLETE */
export const listEc2: Ec2Work = async ({ clusto, reach }, { manager, region, state, filter = {}, ...options }) => {
  const reports = new RegionReports();
  const filters = { ...filter, ...(state === undefined ? {} : { 'instance-state-name': state }) };
  let list: GrowingList<ListedInstance> | undefined;
  // nothing is printed before EC2 has answered
  const rows = (): GrowingList<ListedInstance> =>
    (list ??= new GrowingList<ListedInstance>(
      {
        instance: ({ id }) => id,
        state: (row) => row.state,
        type: ({ type }) => type,
        zone: ({ placement }) => placement,
        name: ({ name }) => name,
        server: ({ server }) => server,
      },
      options,
      line,
    ));
  const { instances, failed } = await call(clusto, 'listEc2', reach, manager, {
    regions: region,
    filters,
    onRegion: reports.onRegion,
    onInstance: (instance) => rows().add(instance),
  });
  if (clusto.remote !== undefined) {
    for (const one of failed) reports.onRegion(one);
    for (const instance of instances) rows().add(instance);
  }
  rows().end();
  reports.requireAll();
};
