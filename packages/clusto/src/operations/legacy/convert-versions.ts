import type { LegacyDatabase } from '../../base/legacy-database.ts';
import { microsecondsOf } from './convert-value.ts';
import type { ImportFindings } from './import-findings.ts';

/** A version as the log shows it. */
export interface ConvertedVersion {
  readonly number: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly actor: string;
  readonly message: string | null;
  readonly source: string;
}

/** The source that the log names for what came from elsewhere. */
export const importSource = 'import';
/** Who wrote what names nobody: the original asked for no name. */
export const unknownActor = 'unknown';

const withoutNul = (text: string): string => text.replaceAll('\0', '');

/**
 * The log of the original. Times never run back, as they may have there when a clock was set; a version that rows name and
 * the log does not (versioning was optional) has the time of the one before it.
 * @param now for versions before which there is none
 */
export function convertVersions(source: LegacyDatabase, findings: ImportFindings, now: Date): ConvertedVersion[] {
  const rows = [...source.entities, ...source.attributes];
  const named = new Set(rows.flatMap(({ version, deleted }) => (deleted === null ? [version] : [version, deleted])));
  const logged = new Map(source.versions.map((version) => [version.number, version]));
  const numbers = [...new Set([...named, ...logged.keys()])].sort((one, other) => one - other);
  let last: number | undefined;
  return numbers.map((number) => {
    const version = logged.get(number);
    if (version === undefined) findings.add('missing-version', String(number));
    const given = version?.time === null || version === undefined ? undefined : microsecondsOf(version.time);
    const time = Math.max(last ?? 0, given === undefined ? (last ?? now.getTime()) : Number(given / 1000n));
    last = time;
    return {
      number,
      time,
      actor: withoutNul(version?.user ?? '') || unknownActor,
      message: withoutNul(version?.description ?? '') || null,
      source: importSource,
    };
  });
}
