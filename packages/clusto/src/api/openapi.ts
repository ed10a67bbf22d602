import { type TObject, type TSchema } from 'typebox';
import { callArguments } from './arguments/call-arguments.ts';
import { entity } from './arguments/told.ts';
import { contractVersion } from './contract-version.ts';
import { type Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { problemMedia, problemSchema } from './problem.ts';
import { laterSchema } from './answers.ts';
import { namedSchemas } from './reply-parts.ts';
import { tags } from './tags.ts';
import {
  atLeastHeader,
  conditionHeader,
  idempotencyHeader,
  ifNoneMatchHeader,
  lastEventHeader,
  preferHeader,
} from './request-headers.ts';

type Json = Readonly<Record<string, unknown>>;

const named = new Map<unknown, string>([
  ...Object.entries({ ...namedSchemas, ToldEntity: entity, Problem: problemSchema }).map(
    ([name, schema]) => [schema, name] as const,
  ),
  ...Object.entries(callArguments).map(([name, schema]) => [schema, `Arguments.${name}`] as const),
]);

/** The schema with what has a name of its own replaced by a reference to it. */
function referring(value: unknown, isRoot = false): unknown {
  const name = isRoot ? undefined : named.get(value);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(value)) return value.map((item) => referring(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referring(item)]));
}

const json = (schema: TSchema, media = 'application/json'): Json => ({ [media]: { schema: referring(schema) } });

function parametersOf(place: 'path' | 'query', { properties, ...rest }: TObject): Json[] {
  const required: readonly string[] = rest.required ?? [];
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as TSchema & { description?: string; type?: string };
    return {
      name,
      in: place,
      ...(description === undefined ? {} : { description }),
      required: required.includes(name),
      ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
      schema: referring(schema),
    };
  });
}

function headersOf({ isWrite, isConditional, isOutside, access, events }: Endpoint): Json[] {
  const isPlain = access === 'open' || access === 'admin';
  if (!isWrite && isPlain) return [];
  if (!isWrite)
    return [
      { $ref: '#/components/parameters/IfNoneMatch' },
      { $ref: '#/components/parameters/AtLeast' },
      ...(events === undefined ? [] : [{ $ref: '#/components/parameters/LastEventID' }]),
    ];
  return [
    ...(isConditional === true ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    { $ref: '#/components/parameters/IdempotencyKey' },
    ...(isOutside === true ? [{ $ref: '#/components/parameters/Prefer' }] : []),
  ];
}

const replyHeaders = {
  ETag: { $ref: '#/components/headers/ETag' },
  'Clusto-Version': { $ref: '#/components/headers/ClustoVersion' },
};

const taggedHeaders = ({ isTagged }: Endpoint): Json =>
  isTagged === true ? { headers: { ETag: replyHeaders.ETag } } : {};

function operationOf(name: string, endpoint: Endpoint): Json {
  const { tag, summary, description, access, params, query, body, status, reply, media, events, problems, examples } =
    endpoint;
  const codes = Object.keys(problems);
  // what the server says of itself has no version
  const isPlain = access === 'open' || access === 'admin';
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    'x-clusto-access': access,
    'x-clusto-problems': codes,
    'x-clusto-examples': examples,
    parameters: [...parametersOf('path', params), ...parametersOf('query', query), ...headersOf(endpoint)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      [status]: {
        description: status === 204 ? 'Done.' : summary,
        ...(isPlain ? taggedHeaders(endpoint) : { headers: replyHeaders }),
        ...(reply === undefined
          ? {}
          : { content: { ...json(reply, media), ...(events && json(events, 'text/event-stream')) } }),
      },
      ...(endpoint.isOutside === true ? { 202: { $ref: '#/components/responses/Later' } } : {}),
      ...(endpoint.isWrite || isPlain ? {} : { 304: { description: 'What `If-None-Match` names is what there is.' } }),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** The OpenAPI 3.1 document of the whole contract. */
export function openapi(): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints))
    (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operationOf(name, endpoint);
  return {
    openapi: '3.1.1',
    info: {
      title: 'clusto',
      version: contractVersion,
      description:
        'A versioned inventory of everything in a datacenter. Every read takes `at`, and every write is one version.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that this document comes from.' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries([...named].map(([schema, name]) => [name, referring(schema, true)])),
      parameters: {
        IfMatch: conditionHeader,
        IfNoneMatch: ifNoneMatchHeader,
        AtLeast: atLeastHeader,
        IdempotencyKey: idempotencyHeader,
        Prefer: preferHeader,
        LastEventID: lastEventHeader,
      },
      headers: {
        ETag: { description: 'What is shown, for `If-Match` and `If-None-Match`.', schema: { type: 'string' } },
        ClustoVersion: { description: 'The version that was read, or written.', schema: { type: 'integer' } },
      },
      responses: {
        Later: {
          description: 'It goes on, and its answer will be at `Location`.',
          headers: { Location: { description: 'Where its answer will be.', schema: { type: 'string' } } },
          content: json(laterSchema),
        },
        Problem: { description: 'What was wrong (RFC 9457).', content: json(problemSchema, problemMedia) },
      },
    },
  };
}
