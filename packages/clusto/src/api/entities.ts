import { Type } from 'typebox';
import { type Endpoint } from './endpoint.ts';
import { entityParams, entityQuery, pageQuery, readQuery, sortQuery, writeQuery } from './request-parts.ts';
import { entitySchema, pageOf } from './reply-parts.ts';

const tag = 'entities';
const strict = { additionalProperties: false } as const;

const change = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Its name from now on.' })),
    driver: Type.Optional(Type.String({ minLength: 1, description: 'Its driver from now on, and with it its type.' })),
  },
  { ...strict, minProperties: 1 },
);

export const entities = {
  listEntities: {
    method: 'GET',
    path: '/v1/entities',
    tag,
    summary: 'Entities, all or those that a query finds',
    access: 'read',
    isWrite: false,
    params: Type.Object({}, strict),
    query: Type.Object(
      {
        query: Type.Optional(
          Type.String({
            maxLength: 10_000,
            description: 'In the search language: `clusto_type = server and pool = web`.',
          }),
        ),
        type: Type.Optional(Type.String({ description: 'Only entities of this type.' })),
        driver: Type.Optional(Type.String({ description: 'Only entities of this driver, or one that extends it.' })),
        merge: Type.Optional(
          Type.Boolean({
            description: 'Whether attributes of containers count for the query as those of what is in them.',
          }),
        ),
        ...readQuery,
        ...sortQuery,
        ...pageQuery,
        ...entityQuery,
      },
      strict,
    ),
    status: 200,
    reply: pageOf(entitySchema),
    problems: {
      QUERY_INVALID: 'query/query',
      TYPE_UNKNOWN: 'query/type',
      DRIVER_UNKNOWN: 'query/driver',
      CURSOR_INVALID: 'query/cursor',
    },
    examples: [
      {
        summary: 'servers in the pool production, with their addresses',
        query: { query: 'clusto_type = server and pool = production', expand: 'addresses', limit: 5, count: true },
      },
      { summary: 'names of racks, last one first', query: { type: 'rack', sort: '-name', fields: 'name' } },
    ],
  },
  getEntity: {
    method: 'GET',
    path: '/v1/entities/{entity}',
    tag,
    summary: 'One entity',
    description: 'Its `ETag` is that of its last change, and what `If-Match` of a write wants.',
    access: 'read',
    isWrite: false,
    isAboutEntity: true,
    params: Type.Object(entityParams, strict),
    query: Type.Object({ ...readQuery, ...entityQuery }, strict),
    status: 200,
    reply: entitySchema,
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [
      {
        summary: 'a server with its attributes and what it is in',
        params: { entity: 's0000' },
        query: { expand: 'attributes,parents' },
      },
      {
        summary: 'a rack with its contents and their addresses',
        params: { entity: 'sv3-001' },
        query: { expand: 'contents.addresses' },
      },
      { summary: 'what does not exist', params: { entity: 'nothing' }, status: 404 },
    ],
  },
  createEntity: {
    method: 'POST',
    path: '/v1/entities',
    tag,
    summary: 'Create an entity, and put it where it belongs',
    access: 'write',
    isWrite: true,
    params: Type.Object({}, strict),
    query: Type.Object({ ...writeQuery, ...entityQuery }, strict),
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 255 }),
        driver: Type.String({ minLength: 1, description: 'The name of a driver, or of its class.' }),
        properties: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), { description: 'What the driver declares.' }),
        ),
        container: Type.Optional(Type.String({ description: 'What to put it into.' })),
        unit: Type.Optional(Type.Integer({ minimum: 1, description: 'In a rack: the lowest rack unit.' })),
      },
      strict,
    ),
    status: 201,
    reply: entitySchema,
    problems: {
      NAME_TAKEN: 'body/name',
      NAME_INVALID: 'body/name',
      DRIVER_UNKNOWN: 'body/driver',
      PROPERTY_UNKNOWN: 'body/properties',
      ENTITY_NOT_FOUND: 'body/container',
      ENTITY_AMBIGUOUS: 'body/container',
      RACK_UNIT_TAKEN: 'body/unit',
      PARENT_EXISTS: 'body/container',
    },
    examples: [
      { summary: 'a server', query: { message: 'from the shop' }, body: { name: 'web01', driver: 'penguinserver' } },
      { summary: 'a name that is taken', body: { name: 's0000', driver: 'penguinserver' }, status: 409 },
    ],
  },
  changeEntity: {
    method: 'PATCH',
    path: '/v1/entities/{entity}',
    tag,
    summary: 'Rename an entity, or change its driver',
    description: 'Identity, references and history stay.',
    access: 'write',
    isWrite: true,
    isConditional: true,
    params: Type.Object(entityParams, strict),
    query: Type.Object({ ...writeQuery, ...entityQuery }, strict),
    body: change,
    status: 200,
    reply: entitySchema,
    problems: {
      ENTITY_NOT_FOUND: 'path/entity',
      NAME_TAKEN: 'body/name',
      NAME_INVALID: 'body/name',
      DRIVER_UNKNOWN: 'body/driver',
    },
    examples: [
      { summary: 'another name', params: { entity: 'web01' }, headers: { 'if-match': '*' }, body: { name: 'web02' } },
      {
        summary: 'without saying which state is meant',
        params: { entity: 'web02' },
        body: { name: 'web03' },
        status: 428,
      },
    ],
  },
  deleteEntity: {
    method: 'DELETE',
    path: '/v1/entities/{entity}',
    tag,
    summary: 'Delete an entity with all that it has',
    description: 'Also what points to it, the other ends of its cables, and what it has allocated. The past keeps it.',
    access: 'write',
    isWrite: true,
    isConditional: true,
    params: Type.Object(entityParams, strict),
    query: Type.Object(writeQuery, strict),
    status: 204,
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [
      {
        summary: 'in whatever state it is',
        params: { entity: 'web02' },
        query: { message: 'sold' },
        headers: { 'if-match': '*' },
      },
    ],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
