import { styleText } from 'node:util';
import { timeAsText } from '../base/clock.ts';
import { type Version } from '../inventory/version.ts';
import { type BlameEntry } from '../operations/history/blame-entity.ts';
import { attributeAsText, type Change, changeAsText, signOf } from '../operations/history/change.ts';
import { type FilteredVersion } from '../operations/feed/filtered-version.ts';
import { type EntityHistory } from '../operations/history/entity-history.ts';
import { type LogEntry, type Touch } from '../operations/history/log-versions.ts';
import { type VersionDescription } from '../operations/history/show-version.ts';
import { valueAsText } from '../operations/value-as-text.ts';
import { fields } from './fields.ts';
import { oneLine } from './one-line.ts';
import { table } from './table.ts';

const lines = (text: string, indent: string): string => text.replace(/^/gm, indent);

const colours = { '+': 'green', '-': 'red', '~': 'yellow' } as const;

/** A line for each change: `+` for what came, `-` for what went, `~` for what is different. */
export function changesAsText(changes: readonly Change[], indent = 0): string {
  const rows = changes.map((change) => {
    const sign = signOf(change);
    return [styleText(colours[sign], sign), change.entity.name, oneLine(changeAsText(change))];
  });
  return table(rows, { indent });
}

const verbs: readonly Touch['what'][] = ['created', 'deleted', 'renamed', 'changed'];

/** What a version did: `created web1, web2; changed r1`. */
export function touchedAsText({ touched, touchedCount }: LogEntry): string {
  const parts = verbs.flatMap((verb) => {
    const names = touched.filter(({ what }) => what === verb).map(({ name }) => name);
    return names.length === 0 ? [] : [`${verb} ${names.join(', ')}`];
  });
  const left = touchedCount - touched.length;
  return `${parts.join('; ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** Versions as a table, or, with their changes, one after the other. */
export function logAsText(entries: readonly LogEntry[]): string {
  const rows = entries.map((entry) => [
    String(entry.number),
    timeAsText(entry.time),
    entry.actor,
    oneLine(touchedAsText(entry)),
    oneLine(entry.message ?? ''),
  ]);
  if (entries.every(({ changes }) => changes === undefined))
    return table(rows, { header: ['VERSION', 'TIME', 'ACTOR', 'WHAT', 'MESSAGE'] });
  return entries.map((entry) => versionWithChanges(entry, entry.changes ?? [])).join('\n\n');
}

function versionWithChanges({ number, time, actor, message }: Version, changes: readonly Change[]): string {
  const head = `${number}  ${timeAsText(time)}  ${actor}${message === null ? '' : `  ${oneLine(message)}`}`;
  return changes.length === 0 ? head : `${head}\n${lines(changesAsText(changes, 2), '  ')}`;
}

/** A version of the feed; of a query also what it found from then on, or no more. */
export function followedAsText(version: VersionDescription | FilteredVersion): string {
  if (!('entered' in version)) return versionWithChanges(version, version.changes);
  const parts = (['entered', 'changed', 'left'] as const)
    .filter((what) => version[what].length > 0)
    .map((what) => `${what}: ${version[what].map(({ name }) => name).join(', ')}`);
  const [head = '', ...changes] = versionWithChanges(version, version.changes).split('\n');
  return [head, `  ${parts.join('; ')}`, ...changes].join('\n');
}

export function versionAsText({ number, time, actor, source, message, changes }: VersionDescription): string {
  const head = fields({ version: number, time: timeAsText(time), actor, source, message });
  return changes.length === 0 ? head : `${head}\n\n${changesAsText(changes)}`;
}

export function historyAsText({ names, versions }: EntityHistory): string {
  const spans = names.map(({ name, driver, from, until }) => [
    name,
    driver,
    until === null ? `from version ${from}` : `versions ${from} to ${until - 1}`,
  ]);
  return [table(spans), ...versions.map((version) => versionWithChanges(version, version.changes))].join('\n\n');
}

export function blameAsText(entries: readonly BlameEntry[]): string {
  const isInherited = entries.some(({ container }) => container !== null);
  const columns = (...cells: readonly string[]): string[] => cells.filter((_, index) => isInherited || index !== 5);
  const rows = entries.map(({ version, value, container, ...attribute }) =>
    columns(
      String(version.number),
      timeAsText(version.time),
      version.actor,
      attributeAsText(attribute),
      oneLine(valueAsText(value)),
      container ?? '',
      oneLine(version.message ?? ''),
    ),
  );
  return table(rows, { header: columns('VERSION', 'TIME', 'ACTOR', 'ATTRIBUTE', 'VALUE', 'FROM', 'MESSAGE') });
}
