import type { LegacyDatabase } from '../../packages/clusto/src/base/legacy-database.ts';

const padded = (time: string | null): string | null => (time === null || time.includes('.') ? time : `${time}.000000`);

/** What was read, with times in one form: the databases write fractions of seconds differently. */
export function withEqualTimes({
  versions,
  attributes,
  entities,
  counters,
}: LegacyDatabase): Omit<LegacyDatabase, 'label'> {
  return {
    versions: versions.map((version) => ({ ...version, time: padded(version.time) })),
    entities,
    attributes: attributes.map((row) => ({ ...row, datetime: padded(row.datetime) })),
    counters,
  };
}
