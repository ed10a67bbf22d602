import { Type } from 'typebox';
import { reads } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { entitySchema, listOf } from './reply-parts.ts';
import { entityQuery } from './request-parts.ts';

const tag = 'lookups';
const text = Type.String();

const driverSchema = Type.Object({
  driver: text,
  class: text,
  type: text,
  extends: text,
  ports: Type.Record(text, Type.Integer(), { description: 'How many of each type.' }),
  properties: Type.Array(Type.Object({ name: text, kind: text, default: Type.Unknown(), description: text })),
  entities: Type.Integer({ description: 'How many entities are of it.' }),
});

export const lookups = {
  findEntities: reads({
    path: '/v1/find',
    tag,
    summary: 'What a person may mean: by name, else by IP address, MAC address or serial number',
    params: {},
    query: { term: Type.String({ minLength: 1, maxLength: 255 }), ...entityQuery },
    reply: listOf(entitySchema),
    problems: {},
    examples: [
      { summary: 'by address', query: { term: '192.168.20.2' } },
      { summary: 'what nothing has', query: { term: 'nothing' } },
    ],
  }),
  listNames: reads({
    path: '/v1/names',
    tag,
    summary: 'Names that begin with a text, in their order',
    params: {},
    query: {
      prefix: Type.Optional(Type.String({ maxLength: 255 })),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1000, description: 'How many at most; 100 unless told otherwise.' }),
      ),
    },
    reply: listOf(text),
    problems: {},
    examples: [{ summary: 'of servers', query: { prefix: 's000', limit: 5 } }],
  }),
  listDrivers: reads({
    path: '/v1/drivers',
    tag,
    summary: 'The drivers that are loaded: what can be created, and with what',
    params: {},
    query: {},
    reply: listOf(driverSchema),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  getDriver: reads({
    path: '/v1/drivers/{driver}',
    tag,
    summary: 'One driver',
    params: { driver: Type.String({ minLength: 1, description: 'Its name, or that of its class.' }) },
    query: {},
    reply: driverSchema,
    problems: { DRIVER_UNKNOWN: 'path/driver' },
    examples: [
      { summary: 'by its class', params: { driver: 'PenguinServer' } },
      { summary: 'none', params: { driver: 'nothing' }, status: 400 },
    ],
  }),
  listOrphans: reads({
    path: '/v1/orphans',
    tag,
    summary: 'Servers that are in no pool',
    params: {},
    query: { datacenter: Type.Optional(Type.String({ description: 'Only those below it.' })) },
    reply: listOf(
      Type.Object({ name: text, ip: Type.Union([text, Type.Null()]), rack: Type.Union([text, Type.Null()]) }),
    ),
    problems: { ENTITY_NOT_FOUND: 'query/datacenter' },
    examples: [{ summary: 'all' }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
