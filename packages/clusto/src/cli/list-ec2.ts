import { type Ec2Instance } from '../providers/ec2/ec2-instance.ts';
import { knownInstances } from '../operations/known-instances.ts';
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

/** Prints the instances of all regions while EC2 answers. @throws EC2_REGIONS_INCOMPLETE */
export const listEc2: Ec2Work = async ({ clusto, manager, signal }, { region, state, filter = {}, ...options }) => {
  const known = await knownInstances(clusto);
  const reports = new RegionReports();
  const filters = { ...filter, ...(state === undefined ? {} : { 'instance-state-name': state }) };
  const listing = manager.getAllEc2InstanceResources({ regions: region, filters, signal, onRegion: reports.onRegion });
  const list = new GrowingList<Ec2Instance & { readonly server: string | null }>(
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
  );
  for await (const { instance } of listing) list.add({ ...instance, server: known.get(instance.id)?.name ?? null });
  list.end();
  reports.requireAll();
};
