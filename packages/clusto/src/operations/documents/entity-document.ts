import { type AttributeDocument, type OwnedDocument } from './attribute-document.ts';
import { type PortDocument } from './port-documents.ts';

/** An entity in a relation. */
export interface RelatedDocument extends EntityDocument {
  /** In a rack: the rack units. */
  readonly units?: readonly number[];
}

/** An entity as JSON, with what was asked for of it. */
export interface EntityDocument {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  readonly attributes?: readonly AttributeDocument[];
  /** Its own and those of its containers, nearest first. */
  readonly inherited?: readonly OwnedDocument[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly parents?: readonly RelatedDocument[];
  readonly contents?: readonly RelatedDocument[];
  readonly ports?: readonly PortDocument[];
  /** The IP addresses that are bound to it. */
  readonly addresses?: readonly string[];
}
