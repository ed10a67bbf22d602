import { type Static, type TSchema } from 'typebox';
import { type Endpoint, type ParamsOf, type QueryOf } from '../api/endpoint.ts';
import { type Endpoints } from '../api/endpoints.ts';
import { type CallOptions } from './request-of.ts';

type BodyPart<One extends Endpoint> = One['body'] extends TSchema ? { readonly body: Static<One['body']> } : unknown;

type ConditionPart<One extends Endpoint> = One['isConditional'] extends true
  ? {
      /** The `ETag` of the state that is meant; `*` for whatever state it is in. */
      readonly ifMatch: string;
    }
  : unknown;

/** What an endpoint is asked with: the parameters of path and query by name, and `body`. */
export type AskedWith<One extends Endpoint> = ParamsOf<One> &
  QueryOf<One> &
  BodyPart<One> &
  ConditionPart<One> &
  CallOptions;

/** What an endpoint answers; undefined where there is no body. */
export type AnsweredWith<One extends Endpoint> = One['reply'] extends TSchema ? Static<One['reply']> : undefined;

/** Nothing has to be said where nothing is required. */
type Given<Parts> = Partial<Parts> extends Parts ? [parts?: Parts] : [parts: Parts];

/** An answer with what stands beside it. */
export interface Answered<Body> {
  readonly status: number;
  /** Undefined for 204 and 304. */
  readonly body: Body;
  /** Of the state that is shown: what `ifMatch` and `ifNoneMatch` want. */
  readonly etag: string | undefined;
  /** The version of the inventory that is shown; after a write the one that it has made. */
  readonly version: number | undefined;
  /** What the log of the server calls the request. */
  readonly request: string | undefined;
}

/** The endpoints that answer in pages, each with what is in them. */
type Paged = {
  readonly [
    Name in keyof Endpoints as QueryOf<Endpoints[Name]> extends { cursor?: string }
      ? AnsweredWith<Endpoints[Name]> extends { items: readonly unknown[] }
        ? Name
        : never
      : never
  ]: AnsweredWith<Endpoints[Name]> extends { items: readonly (infer Item)[] } ? Item : never;
};

/** The endpoints of which a stream of events can be asked for, each with what an event tells. */
type Followed = {
  readonly [
    Name in keyof Endpoints as Endpoints[Name] extends { events: TSchema } ? Name : never
  ]: Endpoints[Name] extends {
    events: infer Event extends TSchema;
  }
    ? Static<Event>
    : never;
};

/** What can be said of a stream. */
export interface StreamOptions {
  /** Told with the error when the connection is lost, and with null when it is there again. Nothing is lost in between. */
  readonly onOutage?: (error: unknown) => void;
}

/** The endpoints that answer with bytes of any length. */
type Downloaded = {
  [Name in keyof Endpoints]: Endpoints[Name] extends { isDownload: true } ? Name : never;
}[keyof Endpoints];

type Methods = {
  readonly [Name in Exclude<keyof Endpoints, Downloaded>]: (
    ...given: Given<AskedWith<Endpoints[Name]>>
  ) => Promise<AnsweredWith<Endpoints[Name]>>;
};

/**
 * A server, with a method for each endpoint of the contract: `api.getEntity({ entity: 'web1' })`. They throw what the server
 * tells of as the `ClustoException` that it is there; SERVER_UNREACHABLE, SERVER_REFUSED
 */
export interface ApiClient extends Methods {
  /** The same with what stands beside the body: `api.ask('getEntity', { entity: 'web1' })`. */
  ask<Name extends keyof Endpoints>(
    name: Name,
    ...given: Given<AskedWith<Endpoints[Name]>>
  ): Promise<Answered<AnsweredWith<Endpoints[Name]>>>;
  /** All that an endpoint with pages has, one after the other: `for await (const entity of api.each('listEntities'))`. */
  each<Name extends keyof Paged & keyof Endpoints>(
    name: Name,
    ...given: Given<AskedWith<Endpoints[Name]>>
  ): AsyncIterable<Paged[Name]>;
  /**
   * What an endpoint tells as it happens, each event once, for as long as it is read: `for await (const version of
   * api.follow('listChanges', { since: '0' }))`. A connection that is lost is made again, from the last event on.
   */
  follow<Name extends keyof Followed & keyof Endpoints>(
    name: Name,
    ...given: Given<AskedWith<Endpoints[Name]> & StreamOptions>
  ): AsyncIterable<Followed[Name]>;
  /** The bytes of an answer as they come, which is asked for once: `api.download('getBackup')`. */
  download<Name extends Downloaded>(name: Name, ...given: Given<AskedWith<Endpoints[Name]>>): AsyncIterable<Uint8Array>;
  /** Where it is, without secrets. */
  readonly url: string;
  /** Closes the connections. */
  close(): void;
  [Symbol.dispose](): void;
}
