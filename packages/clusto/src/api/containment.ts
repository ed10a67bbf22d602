import { Type } from 'typebox';
import { reads, strictObject, writes } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { listOf, memberSchema, treeSchema } from './reply-parts.ts';
import { entityParams, entityQuery } from './request-parts.ts';

const tag = 'containment';

const kinds = {
  type: Type.Optional(Type.String({ description: 'Only entities of this type.' })),
  driver: Type.Optional(Type.String({ description: 'Only entities of this driver.' })),
} as const;

const member = {
  ...entityParams,
  member: Type.String({ minLength: 1, maxLength: 255, description: 'The name of what is to be in it.' }),
} as const;

const kindProblems = {
  ENTITY_NOT_FOUND: 'path/entity',
  TYPE_UNKNOWN: 'query/type',
  DRIVER_UNKNOWN: 'query/driver',
} as const;

export const containment = {
  listContents: reads({
    path: '/v1/entities/{entity}/contents',
    tag,
    summary: 'What is in an entity, in the order of insertion',
    params: entityParams,
    query: {
      recursive: Type.Optional(
        Type.Boolean({ description: 'Also what is in the contents, and so on down; nearest first.' }),
      ),
      ...kinds,
      ...entityQuery,
    },
    reply: listOf(memberSchema),
    problems: kindProblems,
    examples: [
      { summary: 'racks of a datacenter', params: { entity: 'eqix-sv3' } },
      {
        summary: 'all servers in a datacenter',
        params: { entity: 'eqix-sv3' },
        query: { recursive: true, type: 'server', expand: 'addresses' },
      },
    ],
  }),
  listParents: reads({
    path: '/v1/entities/{entity}/parents',
    tag,
    summary: 'What an entity is in, longest there first',
    params: entityParams,
    query: {
      recursive: Type.Optional(
        Type.Boolean({ description: 'Also the containers of the containers, and so on up; nearest first.' }),
      ),
      ...kinds,
      ...entityQuery,
    },
    reply: listOf(memberSchema),
    problems: kindProblems,
    examples: [{ summary: 'where a server is', params: { entity: 's0000' }, query: { recursive: true } }],
  }),
  listSiblings: reads({
    path: '/v1/entities/{entity}/siblings',
    tag,
    summary: 'What is in all of the same pools as an entity',
    params: entityParams,
    query: {
      pools: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          maxItems: 50,
          description: 'Pools that count too, behind commas.',
        }),
      ),
      ...kinds,
      ...entityQuery,
    },
    reply: listOf(memberSchema),
    problems: kindProblems,
    examples: [{ summary: 'servers that do the same', params: { entity: 's0000' }, query: { type: 'server' } }],
  }),
  getTree: reads({
    path: '/v1/entities/{entity}/tree',
    tag,
    summary: 'An entity with everything below it, or above it',
    params: entityParams,
    query: {
      parents: Type.Optional(Type.Boolean({ description: 'Upwards: the containers instead of the contents.' })),
    },
    reply: treeSchema,
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [{ summary: 'a datacenter', params: { entity: 'eqix-sv3' } }],
  }),
  insertMember: writes({
    method: 'PUT',
    path: '/v1/entities/{entity}/contents/{member}',
    tag,
    summary: 'Put something into an entity',
    description: 'In a rack a device takes `mountDevice`.',
    params: member,
    query: {},
    status: 204,
    problems: {
      ENTITY_NOT_FOUND: 'path/member',
      PARENT_EXISTS: 'path/member',
      CONTAINER_CYCLE: 'path/member',
      POOL_EXCLUSIVE: 'path/entity',
    },
    examples: [
      {
        summary: 'a server into a pool',
        params: { entity: 'databases', member: 's0001' },
        query: { message: 'more databases' },
      },
      { summary: 'what is in there already', params: { entity: 'databases', member: 's0001' }, status: 409 },
    ],
  }),
  removeMember: writes({
    method: 'DELETE',
    path: '/v1/entities/{entity}/contents/{member}',
    tag,
    summary: 'Take something out of an entity',
    params: member,
    query: {},
    status: 204,
    problems: { ENTITY_NOT_FOUND: 'path/member', NOT_A_MEMBER: 'path/member' },
    examples: [
      { summary: 'a server out of a pool', params: { entity: 'databases', member: 's0001' } },
      { summary: 'what is not in there', params: { entity: 'databases', member: 's0001' }, status: 404 },
    ],
  }),
  mountDevice: writes({
    method: 'PUT',
    path: '/v1/racks/{rack}/devices/{device}',
    tag,
    summary: 'Mount a device in a rack, or move it there',
    params: {
      rack: Type.String({ minLength: 1, maxLength: 255, description: 'The name of a rack.' }),
      device: Type.String({ minLength: 1, maxLength: 255, description: 'The name of a device.' }),
    },
    query: {},
    body: strictObject({
      unit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1000,
          description: 'The lowest unit; left out, the lowest place where it fits.',
        }),
      ),
      height: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100,
          description: 'How many units it takes; left out, what its driver says.',
        }),
      ),
      isMove: Type.Optional(Type.Boolean({ description: 'Whether it comes from another place in a rack.' })),
    }),
    reply: Type.Object({ units: Type.Array(Type.Integer()) }),
    problems: {
      ENTITY_NOT_FOUND: 'path/device',
      ENTITY_WRONG_DRIVER: 'path/rack',
      NOT_SUPPORTED: 'path/device',
      RACK_FULL: 'body/height',
      RACK_UNIT_TAKEN: 'body/unit',
      NOT_A_MEMBER: 'path/device',
    },
    examples: [
      { summary: 'moved to the top', params: { rack: 'sv3-001', device: 's0000' }, body: { unit: 40, isMove: true } },
    ],
  }),
  getRack: reads({
    path: '/v1/racks/{rack}',
    tag,
    summary: 'A rack as one stands in front of it, the highest unit first',
    params: { rack: Type.String({ minLength: 1, maxLength: 255, description: 'The name of a rack.' }) },
    query: {},
    reply: Type.Object({
      rack: Type.String(),
      units: Type.Array(
        Type.Object({
          unit: Type.Integer(),
          device: Type.Union([Type.String(), Type.Null()]),
          type: Type.Union([Type.String(), Type.Null()]),
          driver: Type.Union([Type.String(), Type.Null()]),
          ip: Type.Array(Type.String()),
        }),
      ),
      free: Type.Integer(),
      longestFree: Type.Integer({ description: 'The longest run of free units.' }),
    }),
    problems: { ENTITY_NOT_FOUND: 'path/rack', ENTITY_WRONG_DRIVER: 'path/rack' },
    examples: [
      { summary: 'a rack', params: { rack: 'sv3-001' } },
      { summary: 'what is no rack', params: { rack: 's0000' }, status: 400 },
    ],
  }),
  listPoolMembers: reads({
    path: '/v1/pool-members',
    tag,
    summary: 'What is in all of some pools, with addresses, by name',
    params: {},
    query: {
      pools: Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        maxItems: 50,
        description: 'The pools, behind commas.',
      }),
      recursive: Type.Optional(Type.Boolean({ description: 'Also what the members contain, and so on down.' })),
      type: Type.Optional(Type.String({ description: 'Only entities of this type.' })),
    },
    reply: listOf(
      Type.Object({ name: Type.String(), type: Type.String(), driver: Type.String(), ips: Type.Array(Type.String()) }),
    ),
    problems: { ENTITY_NOT_FOUND: 'query/pools', NOT_A_POOL: 'query/pools', TYPE_UNKNOWN: 'query/type' },
    examples: [
      { summary: 'web servers in production', query: { pools: 'production,webservers' } },
      { summary: 'what is no pool', query: { pools: 's0000' }, status: 400 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
