import { type Driver, type DriverAttribute } from '../../inventory/driver.ts';
import { type Version } from '../../inventory/version.ts';
import { type HistoryView } from './history-view.ts';
import { type ChangedValue } from './change.ts';
import { shownValue } from './changed-value.ts';

export interface BlameParams {
  /** Also the attributes of its containers, which it inherits. */
  readonly merge?: boolean | undefined;
}

/** An attribute with the version that wrote it. */
export interface BlameEntry {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly value: ChangedValue;
  /** The container that it is inherited from; null for its own. */
  readonly container: string | null;
  readonly version: Version;
}

/** Which version wrote each visible attribute of a thing, in the view that the thing is of. */
export async function blameEntity(
  inventory: HistoryView,
  thing: Driver,
  { merge = false }: BlameParams = {},
): Promise<BlameEntry[]> {
  const attributes = await thing.attrs(merge ? { mergeContainerAttrs: true } : {});
  const numbers = [...new Set(attributes.map(({ version }) => version))];
  const rows = await inventory.reader.changes.versions({ numbers });
  const versions = new Map(rows.map((row) => [row.number, { ...row, time: new Date(row.time) }]));
  return attributes.map((attribute: DriverAttribute) => ({
    key: attribute.key,
    subkey: attribute.subkey,
    number: attribute.number,
    value: shownValue(inventory.registry, attribute),
    container: attribute.entity.id === thing.id ? null : attribute.entity.name,
    version: versions.get(attribute.version) as Version,
  }));
}
