import { failure } from '../../base/errors.ts';
import { type Version } from '../../inventory/version.ts';
import { type HistoryView } from './history-view.ts';
import { type Change } from './change.ts';
import { changesOfVersions } from './changes-of-versions.ts';

/** A version with all that it changed. */
export interface VersionDescription extends Version {
  readonly changes: readonly Change[];
}

/** Who made a version, when and why, and what it changed. @throws VERSION_UNKNOWN */
export async function showVersion(inventory: HistoryView, version: number): Promise<VersionDescription> {
  const [row] = await inventory.reader.changes.versions({ numbers: [version] });
  if (row === undefined) throw failure('VERSION_UNKNOWN', { version, latest: await inventory.version() });
  const changes = await changesOfVersions(inventory, [version]);
  return { ...row, time: new Date(row.time), changes: changes.get(version) ?? [] };
}
