/** A row of `clustoversioning` of the Python original. */
export interface LegacyVersion {
  readonly number: number;
  /** `YYYY-MM-DD HH:MM:SS[.ffffff]` in UTC. */
  readonly time: string | null;
  readonly user: string | null;
  readonly description: string | null;
}

/** A row of `entities`. */
export interface LegacyEntity {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  /** The version that wrote it. */
  readonly version: number;
  /** The version that deleted it; null while it is live. */
  readonly deleted: number | null;
}

/** A row of `entity_attrs`. */
export interface LegacyAttribute {
  readonly id: number;
  readonly entity: number;
  readonly key: string | null;
  readonly subkey: string | null;
  /** The number, as text: SQLite takes anything in any column. */
  readonly numbered: string | null;
  readonly datatype: string;
  /** As text: 64 bits do not fit a number. */
  readonly int: string | null;
  readonly string: string | null;
  /** As the time of a version; what the original was given, in no zone. */
  readonly datetime: string | null;
  readonly relation: number | null;
  readonly version: number;
  readonly deleted: number | null;
}

/** A row of `counters`. */
export interface LegacyCounter {
  readonly entity: number;
  readonly key: string | null;
  readonly value: number | null;
}

/** All that a database of the Python original holds (schema version 3; behaviour spec section 1), in the order of its ids. */
export interface LegacyDatabase {
  /** Its address without secrets. */
  readonly label: string;
  readonly versions: readonly LegacyVersion[];
  readonly entities: readonly LegacyEntity[];
  readonly attributes: readonly LegacyAttribute[];
  readonly counters: readonly LegacyCounter[];
}
