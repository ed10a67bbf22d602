import type { EncodedScalar, ScalarDatatype } from '../base/values.ts';

/** `to_version` of a row that is live. As a version to read at, the one before it means now. */
export const open: number = Number.MAX_SAFE_INTEGER;
export const now: number = open - 1;

/** An entity as it is at the version that was read. */
export interface EntityRow {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

export type Datatype = ScalarDatatype | 'relation';

/** A value as stored: a scalar, or a relation by entity id. */
export type StoredValue = EncodedScalar | { readonly datatype: 'relation'; readonly relation: number };

/** What identifies an attribute besides its value. */
export interface AttributeName {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
}

/** What every reading of an attribute has. */
export interface AttributeColumns extends AttributeName {
  readonly id: number;
  readonly entity: number;
  readonly datatype: Datatype;
  readonly int: number | bigint | string | null;
  readonly float: number | null;
  readonly string: string | null;
  /** 1 when the row belongs to an allocation and goes with it. */
  readonly managed: number;
}

/** An attribute with the entities at both of its ends. */
export interface AttributeRow extends AttributeColumns {
  /** The version that wrote it. */
  readonly since: number;
  readonly relation: number | null;
  /** `type/driver/name` of the entity that a relation points to. */
  readonly related: string | null;
}

/** The entity that a relation points to. */
export function relatedEntity({ relation, related }: Pick<AttributeRow, 'relation' | 'related'>): EntityRow {
  const [type = '', driver = '', ...name] = (related ?? '').split('/');
  return { id: relation as number, name: name.join('/'), type, driver };
}

/** An attribute that was found by searching all entities. */
export interface OwnedAttributeRow extends AttributeRow {
  readonly owner_name: string;
  readonly owner_type: string;
  readonly owner_driver: string;
}

/** One place of a member in a container: a device of three rack units has three. */
export interface MembershipRow extends EntityRow {
  readonly membership: number;
  readonly number: number;
  readonly subkey: string | null;
}

/** A version: what one transaction did, by whom, when and why. */
export interface VersionRow {
  readonly number: number;
  /** Milliseconds since 1970-01-01T00:00:00Z; never less than that of an earlier version. */
  readonly time: number;
  readonly actor: string;
  readonly message: string | null;
  /** From where: `library`, `cli`, `shell`, … */
  readonly source: string;
}
