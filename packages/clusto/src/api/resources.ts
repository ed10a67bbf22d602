import { Type } from 'typebox';
import { reads, strictObject } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { listOf, nullableText } from './reply-parts.ts';

const tag = 'resources';

const kind = Type.Enum(['name', 'number'], { description: 'What they hand out.' });
const text = Type.String();

export const resources = {
  listSubnets: reads({
    path: '/v1/subnets',
    tag,
    summary: 'The IP managers by network, each with its use',
    params: {},
    query: {},
    reply: listOf(
      Type.Object({
        name: text,
        network: nullableText('null for one that takes every address'),
        gateway: nullableText('null where there is none'),
        size: nullableText('How many addresses it can hand out; a text, since IPv6 has more than a number holds.'),
        used: Type.Integer(),
        percent: Type.Union([Type.Number(), Type.Null()]),
      }),
    ),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  getNextAddress: {
    ...reads({
      path: '/v1/subnets/{subnet}/next',
      tag,
      summary: 'The address that a subnet would hand out next, and those that it holds back',
      params: { subnet: Type.String({ minLength: 1, maxLength: 255, description: 'The name of an IP manager.' }) },
      query: {},
      reply: Type.Object({
        ip: text,
        quarantined: Type.Array(Type.Object({ ip: text, until: text, reason: nullableText('why') })),
      }),
      problems: { ENTITY_NOT_FOUND: 'path/subnet', ENTITY_WRONG_DRIVER: 'path/subnet' },
      examples: [{ summary: 'of the DMZ', params: { subnet: 'subnet-dmz' } }],
    }),
    // what is next is only known now
    query: strictObject({}),
  },
  getAddress: reads({
    path: '/v1/addresses/{ip}',
    tag,
    summary: 'Who has an address, and which subnets cover it',
    params: { ip: Type.String({ minLength: 1, maxLength: 64 }) },
    query: {},
    reply: Type.Object({
      ip: text,
      owners: Type.Array(Type.Object({ name: text, type: text, subnet: nullableText('the manager that gave it') })),
      subnets: Type.Array(Type.Object({ name: text, network: nullableText('null for one that takes every address') })),
      quarantine: Type.Union([Type.Object({ until: text, reason: nullableText('why') }), Type.Null()]),
    }),
    problems: { IP_INVALID: 'path/ip' },
    examples: [
      { summary: 'of a server', params: { ip: '192.168.20.2' } },
      { summary: 'what is no address', params: { ip: 'nowhere' }, status: 400 },
    ],
  }),
  listManagers: reads({
    path: '/v1/managers/{kind}',
    tag,
    summary: 'The managers of names, or of numbers, with how many they have given out',
    params: { kind },
    query: {},
    reply: listOf(
      Type.Object({
        name: text,
        driver: text,
        used: Type.Union([Type.Integer(), Type.Null()]),
        properties: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
    problems: {},
    examples: [{ summary: 'of names', params: { kind: 'name' } }],
  }),
  getResource: reads({
    path: '/v1/managers/{kind}/resources/{resource}',
    tag,
    summary: 'Who has a name, or a number',
    params: { kind, resource: Type.String({ minLength: 1, maxLength: 255 }) },
    query: {},
    reply: Type.Object({
      resource: text,
      owners: Type.Array(Type.Object({ name: text, type: text, manager: text })),
    }),
    problems: { RESOURCE_TYPE_INVALID: 'path/resource' },
    examples: [{ summary: 'a name', params: { kind: 'name', resource: 's0000' } }],
  }),
  listAllocations: reads({
    path: '/v1/allocations',
    tag,
    summary: 'Who was given what by which manager, oldest first',
    params: {},
    query: {
      entity: Type.Optional(Type.String({ description: 'Only what this entity has.' })),
      manager: Type.Optional(Type.String({ description: 'Only what this manager gave.' })),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many at most; 1000 unless told otherwise.' }),
      ),
    },
    reply: listOf(
      Type.Object({
        entity: text,
        manager: text,
        key: text,
        number: Type.Union([Type.Integer(), Type.Null()]),
        resource: text,
      }),
    ),
    problems: { ENTITY_NOT_FOUND: 'query/entity' },
    examples: [
      { summary: 'of a server', query: { entity: 's0000' } },
      { summary: 'of a subnet', query: { manager: 'subnet-dmz', limit: 10 } },
    ],
  }),
  listDeclined: reads({
    path: '/v1/declined',
    tag,
    summary: 'The addresses that their clients found in use by another machine, the last ones first',
    params: {},
    query: {},
    isTimely: true,
    reply: listOf(
      Type.Object({
        ip: text,
        entity: text,
        by: nullableText('the client that said so'),
        since: nullableText('since when'),
        until: text,
        withheld: Type.Boolean({ description: 'Whether it is still kept from its owner.' }),
      }),
    ),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  listHolds: reads({
    path: '/v1/holds',
    tag,
    summary: 'The reservations, the next to end first',
    params: {},
    query: {},
    isTimely: true,
    reply: listOf(
      Type.Object({ key: text, until: text, expired: Type.Boolean(), actor: text, servers: Type.Array(text) }),
    ),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
