import { type ImportReport } from '../operations/import-legacy.ts';
import { table } from './table.ts';

const mostItems = 5;

function itemsText(items: readonly string[]): string {
  const more = items.length - mostItems;
  return [...items.slice(0, mostItems), ...(more > 0 ? [`and ${more} more, see --json`] : [])].join('\n    ');
}

/** A report of an import as people read it. @param isDryRun whether nothing was written */
export function importReportAsText(report: ImportReport, target: string, isDryRun: boolean): string {
  const { source, latest, repairs, entities, allocations, findings, verified } = report;
  const done = isDryRun ? `Nothing was written. ${source} would bring` : `${source} is in ${target}:`;
  const rows = Object.entries(verified.rows).map(([name, counts]) => [
    `  ${name}`,
    String(counts.source),
    String(counts.target),
  ]);
  const lines = [
    `${done} ${entities} entities, ${verified.attributes} attributes compared, ${allocations} allocations, versions up to ${latest}.`,
    `\nRows:\n${table([['  ', 'original', 'here'], ...rows])}`,
    `\nDigest of version ${latest}, the same on both sides: ${verified.digest}`,
  ];
  for (const { outcome, count, meaning, items } of findings)
    lines.push(`\n${outcome}: ${count} ${meaning}\n    ${itemsText(items)}`);
  if (repairs !== null)
    lines.push(`\nWhat was put right in the present is version ${repairs}; versions up to ${latest} read as they did.`);
  return lines.join('\n');
}
