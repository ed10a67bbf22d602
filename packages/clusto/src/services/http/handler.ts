import { type Static, type TSchema } from 'typebox';
import { type BodyOf, type Endpoint, type ParamsOf, type QueryOf } from '../../api/endpoint.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Cursors, type Position } from './cursor.ts';
import { type Reachability } from './reachability.ts';

export type Thing = Awaited<ReturnType<Clusto['getByName']>>;

/** What the server says of itself. */
export interface ServerState {
  /** Whether it is to end, and takes no new requests. */
  readonly isEnding: () => boolean;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  /** Is told whether the database can be read. */
  readonly database: Reachability;
}

/** A request of an endpoint, with its parameters read. */
export interface Call<One extends Endpoint = Endpoint> {
  /** For a read the inventory as it is at one version; for a write the present, in a transaction. */
  readonly inventory: Clusto;
  /** The present, whatever is read. */
  readonly present: Clusto;
  /** The version that is read. */
  readonly version: number;
  readonly params: ParamsOf<One>;
  readonly query: QueryOf<One>;
  readonly body: BodyOf<One>;
  /** Where the page before ended. */
  readonly after: Position['after'] | undefined;
  /** What a page says of where the next one begins. */
  readonly cursorFor: (after: Position['after'] | null) => string | null;
  /** For lists within an answer, each with a mark of its own. */
  readonly cursors: Cursors;
  /** The media types that the caller takes, as the header has them. */
  readonly accept: string;
  /** Refuses to change a thing that is in another state than the caller means. @throws CONDITION_MISSING, CONDITION_FAILED */
  readonly requireState: (thing: Thing) => Promise<void>;
  /** The same for what is no entity, by its tag. @throws CONDITION_MISSING, CONDITION_FAILED */
  readonly requireTag: (what: string, tag: string) => void;
  readonly server: ServerState;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Why, for work that makes its versions itself. */
  readonly message: string | undefined;
}

/** What becomes a type of the contract when it is written as JSON. */
export type Told<Type> = unknown extends Type
  ? unknown
  : Type extends string
    ? Type | (string extends Type ? Date : never)
    : Type extends number
      ? number | bigint
      : Type extends boolean | null | undefined
        ? Type
        : Type extends readonly (infer Item)[]
          ? readonly Told<Item>[]
          : // a field that may be missing is left out where it is undefined
            { readonly [Name in keyof Type]: Told<Type[Name]> | OfOptional<Type, Name> };

type OfOptional<Type, Name extends keyof Type> = Partial<Pick<Type, Name>> extends Pick<Type, Name> ? undefined : never;

/** What an endpoint answers when it works; what is no JSON is written as it is. */
type ReplyOf<One extends Endpoint> = One extends { readonly media: string }
  ? unknown
  : One['reply'] extends TSchema
    ? Told<Static<One['reply']>>
    : unknown;

/** What is answered. */
export interface Answer<Body = unknown> {
  readonly body?: Body;
  /** The entity that it shows, whose state the caller is told. */
  readonly entity?: Thing;
  /** The tag of what it shows, where that is no entity. */
  readonly tag?: string;
  /** What is kept of the body for who sends the request again, and shown of a dry run, where that is not all of it. */
  readonly lasting?: unknown;
  /** Whether it shows other entities, too. */
  readonly isWide?: boolean;
  /** Default: that of the endpoint. */
  readonly status?: number;
  /** Default: that of the endpoint. */
  readonly media?: string;
}

export type Handler<One extends Endpoint> = (call: Call<One>) => Promise<Answer<ReplyOf<One>>>;

/** A handler for each endpoint of a file of the contract. */
export type HandlersOf<Many extends Readonly<Record<string, Endpoint>>> = {
  readonly [Name in keyof Many]: Handler<Many[Name]>;
};
