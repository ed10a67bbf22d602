import { createHash } from 'node:crypto';
import { failure } from '../../base/errors.ts';
import type { LegacyDatabase } from '../../base/legacy-database.ts';
import { canonicalJson } from '../../base/values.ts';
import { microsecondsOf } from './convert-value.ts';
import type { ConvertedLegacy } from './convert-legacy.ts';
import type { HistoryWriter } from './write-history.ts';

/** What was compared after an import, and agreed. */
export interface Verification {
  /** SHA-256 over what is live at the last version of the original: one line for each attribute, sorted. */
  readonly digest: string;
  /** How many attributes that is. */
  readonly attributes: number;
  /** Rows by table: in the original, and here. */
  readonly rows: Readonly<Record<string, { readonly source: number; readonly target: number }>>;
}

/** Entity, key, number, subkey and value of an attribute, as text. */
type Line = string;
const line = (entity: string, key: string, number: unknown, subkey: string | null, value: string | null): Line =>
  JSON.stringify([entity, key, number, subkey, value]);

function digestOf(lines: readonly Line[]): string {
  const hash = createHash('sha256');
  for (const one of lines.toSorted()) hash.update(`${one}\n`);
  return hash.digest('hex');
}

const json = (text: string): string => canonicalJson(JSON.parse(text));
const nothing = 'json:null';

/** What the original has now, from its rows as they were read. */
function sourceLines(source: LegacyDatabase, { altered, nameOf }: ConvertedLegacy): Line[] {
  return source.attributes.flatMap((row) => {
    if (row.deleted !== null || altered.has(row.id)) return [];
    const { datatype, relation } = row;
    const number = row.numbered === null ? null : Number(row.numbered);
    const value = (): string => {
      if (relation !== null && datatype === 'relation') return `relation:${nameOf(relation)}`;
      if (datatype === 'int') return row.int === null ? nothing : `int:${BigInt(row.int)}`;
      if (datatype === 'datetime') return row.datetime === null ? nothing : `datetime:${microsecondsOf(row.datetime)}`;
      if (row.string === null) return nothing;
      return datatype === 'json' ? `json:${json(row.string)}` : `${datatype}:${row.string}`;
    };
    return [line(nameOf(row.entity), row.key ?? '', number, row.subkey, value())];
  });
}

/** The same from the database that was written. */
async function targetLines(
  written: HistoryWriter,
  { altered, joined, latest }: ConvertedLegacy,
  lastRow: number,
): Promise<Line[]> {
  const without = new Set([...altered].map((id) => joined.get(id) ?? id));
  const lines: Line[] = [];
  for await (const facts of written.facts(latest))
    for (const { id, entity, key, subkey, number, datatype, int, float, string, related } of facts) {
      if (without.has(id) || id > lastRow) continue;
      const value = datatype === 'relation' ? related : (int ?? float ?? string);
      lines.push(line(entity, key, number, subkey, `${datatype}:${value}`));
    }
  return lines;
}

/**
 * Compares what was written with the original: the rows of each table, and a digest of all that is live in its last version.
 * @throws IMPORT_DIFFERS
 */
export async function verifyImport(
  source: LegacyDatabase,
  converted: ConvertedLegacy,
  written: HistoryWriter,
): Promise<Verification> {
  const differs = (reason: string): never => {
    throw failure('IMPORT_DIFFERS', { dsn: source.label, reason });
  };
  const counts = await written.counts();
  const { versions, entities, states, facts, memberships, counters, allocations } = converted;
  const sent = { versions, entities, states, attributes: facts, memberships, counters, allocations };
  for (const [table, rows] of Object.entries(sent)) {
    const arrived = counts[table as keyof typeof counts];
    if (arrived !== rows.length) differs(`${rows.length} rows for ${table}, and ${arrived} there`);
  }
  const lastRow = source.attributes.at(-1)?.id ?? 0;
  const expected = sourceLines(source, converted);
  const found = await targetLines(written, converted, lastRow);
  if (expected.length !== found.length) differs(`${expected.length} live attributes, and ${found.length} there`);
  const digest = digestOf(expected);
  if (digest !== digestOf(found)) differs(`the digest is ${digest} there and ${digestOf(found)} here`);
  return {
    digest,
    attributes: expected.length,
    rows: {
      versions: { source: source.versions.length, target: counts.versions },
      entities: { source: source.entities.length, target: counts.entities },
      attributes: { source: source.attributes.length, target: counts.attributes + counts.memberships },
      counters: { source: source.counters.length, target: counts.counters },
    },
  };
}
