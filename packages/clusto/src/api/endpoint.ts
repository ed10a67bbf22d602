import { type Static, type TObject, type TSchema } from 'typebox';
import { type ErrorCode } from '../base/error-catalogue.ts';

/**
 * What a caller needs the right to: `open` nothing, `read` and `write` the inventory, `operate` what is outside of it (power,
 * machines), `admin` the server itself.
 */
export type Access = 'open' | 'read' | 'write' | 'operate' | 'admin';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that works in the demonstration (`clusto demo`), and is run there by a test. */
export interface Example {
  readonly summary: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Default: the status of the endpoint. */
  readonly status?: number;
  /** Set where something outside has to answer, which a test does not have. */
  readonly needs?: string;
}

/**
 * Where the cause of a problem stands in the request: `path/NAME`, `query/NAME`, `header/NAME`, `body/FIELD`; an empty text
 * where it is in none of them.
 */
export type Problems = Partial<Readonly<Record<ErrorCode, string>>>;

/** An endpoint: everything that server, document and client have to know. */
export interface Endpoint {
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/entities/{entity}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** A write takes `message`, `dryRun` and `Idempotency-Key`, and makes a version unless it administers the server itself. */
  readonly isWrite: boolean;
  /** A write that reaches out of the database, such as to a hypervisor: it is in no transaction, and makes its versions itself. */
  readonly isOutside?: boolean;
  /** A write of one thing that has to say which state of it is meant, by `If-Match`. */
  readonly isConditional?: boolean;
  /** A read of one entity, whose `ETag` is that of the entity. */
  readonly isAboutEntity?: boolean;
  /** It shows something of the server itself, whose `ETag` is that of what can be written of it. */
  readonly isTagged?: boolean;
  /** A read that also tells what is no version, such as what was observed, or that a time has passed: it has no `ETag`. */
  readonly isTimely?: boolean;
  readonly params: TObject;
  readonly query: TObject;
  readonly body?: TSchema;
  /** Of the answer when it works. */
  readonly status: 200 | 201 | 204;
  /** What is answered; without it there is no body. */
  readonly reply?: TSchema;
  /** The media type of the answer, where it is not JSON. */
  readonly media?: string;
  /** Whether the answer is bytes, sent as they are made and of any length. */
  readonly isDownload?: boolean;
  /** The data of each event, where a stream of server-sent events can be asked for instead. */
  readonly events?: TSchema;
  /** What can go wrong, beside what can with every endpoint. */
  readonly problems: Problems;
  readonly examples: readonly Example[];
}

type OfPart<Part> = Part extends TSchema ? Static<Part> : undefined;

/** The parts of a request as types. */
export type ParamsOf<One extends Endpoint> = OfPart<One['params']>;
export type QueryOf<One extends Endpoint> = OfPart<One['query']>;
export type BodyOf<One extends Endpoint> = OfPart<One['body']>;
