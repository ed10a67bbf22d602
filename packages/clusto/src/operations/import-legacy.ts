import type { LegacyDatabase } from '../base/legacy-database.ts';
import type { Session } from '../inventory/session.ts';
import { convertLegacy } from './legacy/convert-legacy.ts';
import { type Finding, ImportFindings } from './legacy/import-findings.ts';
import { type Verification, verifyImport } from './legacy/verify-import.ts';
import { writeHistory } from './legacy/write-history.ts';

/** What an import did. */
export interface ImportReport {
  /** The address of the original, without secrets. */
  readonly source: string;
  /** The last version of the original. */
  readonly latest: number;
  /** The version after it in which things were put right; null where there was nothing. */
  readonly repairs: number | null;
  /** How many entities are live. */
  readonly entities: number;
  /** How many allocations are live. */
  readonly allocations: number;
  readonly findings: readonly Finding[];
  readonly verified: Verification;
}

/**
 * Brings a database of the Python original into an inventory in which nothing is yet: entities, attributes, containment,
 * cables, counters, allocations, and its whole history under its own version numbers, with users and descriptions. What the
 * rules of this clusto do not allow is repaired, or left out, and told. One transaction; when what arrived is not what was
 * sent, nothing is written.
 * @param progress takes what is being done
 * @throws INVENTORY_NOT_EMPTY, IMPORT_DIFFERS
 */
export async function importLegacy(
  inventory: Session,
  source: LegacyDatabase,
  progress: (what: string) => void = () => {},
): Promise<ImportReport> {
  const findings = new ImportFindings();
  progress(`converting ${source.attributes.length} attributes`);
  const converted = convertLegacy(source, inventory, findings);
  const verified = await inventory.load(async (writer) => {
    await writeHistory(writer, converted, progress);
    progress('comparing');
    return verifyImport(source, converted, writer);
  });
  const isLive = ({ to }: { readonly to: number }): boolean => to === Infinity;
  return {
    source: source.label,
    latest: converted.latest,
    repairs: converted.repairs,
    entities: converted.states.filter(isLive).length,
    allocations: converted.allocations.filter(isLive).length,
    findings: findings.list(),
    verified,
  };
}
