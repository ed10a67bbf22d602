import { failure } from '../base/errors.ts';
import { type RegionProgress } from '../providers/ec2/list-instances.ts';
import { note } from './print.ts';
import { reportError } from './report-error.ts';

/** Tells on stderr how the listing of regions goes: failures always, the rest to who sits at a terminal. */
export class RegionReports {
  readonly #failed: string[] = [];

  readonly onRegion = ({ region, state, instances, error }: RegionProgress): void => {
    if (state === 'failed') {
      this.#failed.push(region);
      note(reportError(error, 'warning'));
    } else if (state === 'done' && process.stderr.isTTY) note(`${region}: ${instances} instances`);
  };

  /** @throws EC2_REGIONS_INCOMPLETE when some regions failed: what was printed is not everything */
  requireAll(): void {
    if (this.#failed.length > 0) throw failure('EC2_REGIONS_INCOMPLETE', { regions: this.#failed.toSorted() });
  }
}
