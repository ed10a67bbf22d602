import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { type Access, type Example, type Method, type Problems } from './endpoint.ts';
import { messageQuery, readQuery, writeQuery } from './request-parts.ts';

/** What is said of every endpoint. */
interface Said {
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: TProperties;
  readonly query: TProperties;
  readonly body?: TSchema;
  readonly reply?: TSchema;
  readonly events?: TSchema;
  readonly media?: string;
  readonly problems: Problems;
  readonly examples: readonly Example[];
  readonly isTimely?: boolean;
}

type Parts<One extends Said, Common extends TProperties> = Omit<One, 'params' | 'query'> & {
  readonly params: TObject<One['params']>;
  readonly query: TObject<One['query'] & Common>;
};

/** What is not named in the contract is refused. */
export const strict = { additionalProperties: false } as const;

/** No fields: for a type of it that lets others be added to it. */
export const nothing = Type.Object({}, strict);

/** An object with these fields and no others. */
export const strictObject = <const Fields extends TProperties>(fields: Fields): TObject<Fields> =>
  Type.Object(fields, strict);

function parts<One extends Said, Common extends TProperties>(one: One, common: Common): Parts<One, Common> {
  return { ...one, params: Type.Object(one.params, strict), query: Type.Object({ ...one.query, ...common }, strict) };
}

/** An endpoint that reads the inventory, at whatever version. */
export function reads<const One extends Said>(
  one: One,
): Parts<One, typeof readQuery> & {
  readonly method: 'GET';
  readonly access: 'read';
  readonly isWrite: false;
  readonly status: 200;
} {
  return { method: 'GET', access: 'read', isWrite: false, status: 200, ...parts(one, readQuery) };
}

/** What more is said of an endpoint that writes. */
interface Write extends Said {
  readonly method: Exclude<Method, 'GET'>;
  readonly access?: Access;
  readonly status?: 200 | 201 | 204;
  readonly isConditional?: boolean;
  readonly isOutside?: boolean;
}

/** An endpoint that writes: by default who may write may use it, and it is answered with 200. */
export function writes<const One extends Write>(
  one: One,
): Parts<One, typeof writeQuery> & {
  readonly access: Access;
  readonly isWrite: true;
  readonly status: 200 | 201 | 204;
} {
  return { access: 'write', status: 200, ...parts(one, writeQuery), isWrite: true };
}

/** What is said of a verb. */
type Verb = Omit<Said, 'path' | 'tag' | 'params' | 'query'> & { readonly name: string };
/** A verb as an endpoint: what it takes is in the body. */
type VerbPath<One extends Verb> = Omit<One, 'name'> & {
  readonly method: 'POST';
  readonly path: string;
  readonly tag: 'operations';
  readonly params: typeof nothing;
};

function verb<One extends Verb>({ name, ...one }: One): VerbPath<One> {
  return {
    ...one,
    method: 'POST',
    path: `/v1/operations/${name}`,
    tag: 'operations',
    params: nothing,
  };
}

/** A verb that asks and changes nothing. */
export function asks<const One extends Verb>(
  one: One,
): VerbPath<One> & {
  readonly query: TObject<typeof readQuery>;
  readonly access: 'read';
  readonly isWrite: false;
  readonly status: 200;
} {
  return { ...verb(one), query: Type.Object(readQuery, strict), access: 'read', isWrite: false, status: 200 };
}

/** A verb that changes the inventory, as one version. */
export function changes<const One extends Verb>(
  one: One,
): VerbPath<One> & {
  readonly query: TObject<typeof writeQuery>;
  readonly access: 'write';
  readonly isWrite: true;
  readonly status: 200;
} {
  return { ...verb(one), query: Type.Object(writeQuery, strict), access: 'write', isWrite: true, status: 200 };
}

/** A verb that makes its versions itself: it reaches out of the database, or says itself what the version is about. */
export function acts<const One extends Verb & { readonly access: 'write' | 'operate' }>(
  one: One,
): VerbPath<One> & {
  readonly query: TObject<typeof messageQuery>;
  readonly isWrite: true;
  readonly isOutside: true;
  readonly status: 200;
} {
  return { ...verb(one), query: Type.Object(messageQuery, strict), isWrite: true, isOutside: true, status: 200 };
}
