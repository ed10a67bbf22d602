import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Databases that the Python original made, with what it says of them. */
export const legacyNames = ['clusto-200', 'clusto-1300-lived'] as const;
export type LegacyName = (typeof legacyNames)[number];

const folder = join(import.meta.dirname, '../data/legacy');

/** Unpacks a database into a folder. @returns its path */
export async function unpackLegacy(name: LegacyName, target: string): Promise<string> {
  const path = join(target, `${name}.db`);
  await writeFile(path, gunzipSync(await readFile(join(folder, `${name}.db.gz`))));
  return path;
}

/** A value as the facts write it: relations, dates and integers beyond 2^53 as objects. */
export type FactValue = unknown;
/** Key, number, subkey, datatype and value. */
export type AttributeFact = readonly [
  key: string,
  number: number | null,
  subkey: string | null,
  datatype: string,
  value: FactValue,
];

export interface EntityFact {
  readonly type: string;
  readonly driver: string;
  readonly attrs: readonly AttributeFact[];
  readonly contents: readonly string[];
  readonly parents: readonly string[];
  readonly ips?: readonly string[];
  /** By `type:number` the peer and its port. */
  readonly connections?: Readonly<Record<string, readonly [peer: string, number: number]>>;
}

/** What the API of the original says of a database. */
export interface LegacyFacts {
  readonly latest_version: number;
  readonly deleted_names: readonly string[];
  readonly tables: Readonly<Record<'clustoversioning' | 'entities' | 'entity_attrs' | 'counters', number>> & {
    readonly entities_live: number;
    readonly entity_attrs_live: number;
  };
  readonly entities: Readonly<Record<string, EntityFact>>;
  readonly adjacency: readonly (readonly [string, string])[];
  readonly counters: readonly (readonly [string, string, number])[];
  readonly rack_and_u: Readonly<Record<string, readonly [string, readonly number[]] | null>>;
  readonly queries: {
    readonly get_by_mac: Readonly<Record<string, readonly string[]>>;
    readonly get_by_serial: Readonly<Record<string, readonly string[]>>;
    readonly ipman_owners: Readonly<Record<string, readonly string[]>>;
    readonly get_from_pools: Readonly<Record<string, readonly string[]>>;
    readonly siblings: Readonly<Record<string, readonly string[]>>;
    readonly merged_attrs: Readonly<Record<string, readonly AttributeFact[]>>;
    readonly merged_ntp: Readonly<Record<string, FactValue>>;
    readonly dc_contents_recursive: readonly string[];
  };
  readonly at_version: Readonly<
    Record<
      string,
      {
        readonly names: readonly string[];
        readonly absent: readonly string[];
        readonly entities: Readonly<Record<string, EntityFact>>;
      }
    >
  >;
}

export async function legacyFacts(name: LegacyName): Promise<LegacyFacts> {
  return JSON.parse(gunzipSync(await readFile(join(folder, `${name}.facts.json.gz`))).toString()) as LegacyFacts;
}
