import { Type } from 'typebox';
import { changes, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { itemsOf, nullableText } from '../reply-parts.ts';
import { chosen, chosenProblems } from './chosen.ts';

const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 255 });
const names = Type.Array(name, { maxItems: 500 });
const optional = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) => Type.Optional(schema);

const quarantine = {
  quarantine: Type.Optional(
    Type.String({
      maxLength: 20,
      description: 'How long the addresses are held back from being handed out again: `30d`.',
    }),
  ),
} as const;

const allocation = Type.Object({
  key: text,
  until: nullableText('When the reservation ends; null when it is for good.'),
  repeated: Type.Boolean({ description: 'Whether this is the answer to an earlier request with the same key.' }),
  servers: Type.Array(
    Type.Object({
      name: text,
      type: text,
      driver: text,
      created: Type.Boolean(),
      from: nullableText('The pool of free servers that it was taken from.'),
      rack: nullableText('its rack'),
      units: Type.Array(Type.Integer()),
      addresses: Type.Array(Type.Object({ subnet: text, ip: text })),
      cables: Type.Array(Type.Object({ port: text, device: text, devicePort: text })),
      pools: Type.Array(text),
      attributes: Type.Array(text),
    }),
  ),
});

const returned = itemsOf(
  Type.Object({
    name: text,
    deleted: Type.Boolean(),
    addresses: Type.Array(text),
    pools: Type.Array(text, { description: 'Those that it left.' }),
    pool: nullableText('The pool of free servers that it is in now.'),
  }),
);

const given = itemsOf(Type.Object({ entity: text, resource: Type.Unknown() }));
const resource = Type.Optional(Type.String({ description: 'Which one; left out, the next free ones.' }));

/** What hands things out, and takes them back. */
export const allocating = {
  allocate: changes({
    name: 'allocate',
    summary: 'Allocate servers with all that they need: all of it, or nothing',
    description: 'With `driver` and `names` they are new; otherwise they come from the pool of free servers.',
    body: strictObject({
      count: optional(Type.Integer({ minimum: 1, maximum: 500 })),
      driver: optional(Type.String({ description: 'New servers: their driver.' })),
      names: optional(Type.String({ description: 'New servers: the name manager that names them.' })),
      from: optional(Type.String({ description: 'Existing servers: the pool of free ones.' })),
      parent: optional(Type.String({ description: 'Only in this place, or in racks of it.' })),
      query: optional(Type.String({ maxLength: 10_000, description: 'Existing servers: only what this query finds.' })),
      memory: optional(Type.Number({ description: 'Existing servers: at least so much memory, in GB.' })),
      cores: optional(Type.Number()),
      disk: optional(Type.Number({ description: 'In GB.' })),
      spindles: optional(Type.Number()),
      racks: optional(names),
      placement: optional(Type.Enum(['same-rack', 'spread'])),
      units: optional(Type.Integer({ minimum: 1, maximum: 100, description: 'New servers: rack units of each.' })),
      switchPorts: optional(
        Type.Array(text, { maxItems: 50, description: 'Ports to be cabled to a switch: `nic-eth:1`.' }),
      ),
      outlets: optional(
        Type.Array(text, { maxItems: 50, description: 'Ports to be cabled to an outlet: `pwr-nema-5:1`.' }),
      ),
      subnets: optional(names),
      pools: optional(names),
      attributes: optional(
        Type.Array(text, { maxItems: 500, description: 'Each as `key=value` or `key.subkey=value`.' }),
      ),
      key: optional(
        Type.String({
          minLength: 1,
          maxLength: 255,
          description: 'Who asks again with it gets the first answer, for as long as something of it is there.',
        }),
      ),
      hold: optional(Type.String({ description: 'For how long it is only reserved: `2h`.' })),
    }),
    reply: allocation,
    problems: {
      ALLOCATION_SHORT: 'body/count',
      ALLOCATION_KEY_USED: 'body/key',
      DURATION_INVALID: 'body/hold',
      QUERY_INVALID: 'body/query',
      DRIVER_UNKNOWN: 'body/driver',
      FREE_POOL_MISSING: 'body/from',
      ENTITY_NOT_FOUND: '',
      RACK_FULL: 'body/racks',
    },
    examples: [
      {
        summary: 'a new server in a rack',
        body: {
          driver: 'penguinserver',
          names: 'servernames',
          racks: ['sv3-003'],
          subnets: ['subnet-dmz'],
          pools: ['webservers'],
          key: 'order-7',
          hold: '2h',
        },
      },
      {
        summary: 'more than there are',
        body: { count: 500, driver: 'penguinserver', names: 'servernames', racks: ['sv3-001'] },
        status: 409,
      },
    ],
  }),
  confirmHold: changes({
    name: 'confirm-hold',
    summary: 'Make a reservation be for good',
    body: strictObject({ key: name }),
    reply: allocation,
    problems: { HOLD_UNKNOWN: 'body/key' },
    examples: [
      { summary: 'that of the order', body: { key: 'order-7' } },
      { summary: 'none', body: { key: 'order-8' }, status: 404 },
    ],
  }),
  endHold: changes({
    name: 'end-hold',
    summary: 'End a reservation before its time',
    body: strictObject({ key: name, ...quarantine }),
    reply: returned,
    problems: { HOLD_UNKNOWN: 'body/key', DURATION_INVALID: 'body/quarantine' },
    examples: [
      { summary: 'a reservation', body: { key: 'order-9' }, needs: 'a reservation' },
      { summary: 'what is for good', body: { key: 'order-7' }, status: 404 },
    ],
  }),
  deallocate: changes({
    name: 'deallocate',
    summary: 'Give servers back with everything that was allocated to them',
    body: strictObject({ ...chosen, ...quarantine }),
    reply: returned,
    problems: {
      ...chosenProblems,
      NOT_SUPPORTED: 'body/names',
      DURATION_INVALID: 'body/quarantine',
      FREE_POOL_MISSING: '',
    },
    examples: [{ summary: 'the server of the order', body: { names: ['s0036'], quarantine: '30d' } }],
  }),
  allocateAddress: changes({
    name: 'allocate-address',
    summary: 'Give a device an address',
    body: strictObject({
      entity: name,
      ip: Type.Optional(Type.String({ description: 'Left out: the next free one of the subnet.' })),
      subnet: Type.Optional(Type.String({ description: 'Left out: the most specific one that covers the address.' })),
      osPort: Type.Optional(Type.String({ description: 'The interface of the operating system: `eth0`.' })),
      port: Type.Optional(strictObject({ type: name, number: Type.Integer({ minimum: 1 }) })),
      force: Type.Optional(Type.Boolean({ description: 'Also an address in quarantine, which leaves it.' })),
    }),
    reply: Type.Object({ ip: text }),
    problems: {
      ENTITY_NOT_FOUND: 'body/entity',
      NOT_SUPPORTED: 'body/entity',
      IP_INVALID: 'body/ip',
      IP_MANAGER_MISSING: 'body/ip',
      RESOURCE_TAKEN: 'body/ip',
      ENTITY_WRONG_DRIVER: 'body/subnet',
    },
    examples: [
      { summary: 'the next one', body: { entity: 's0010', subnet: 'subnet-dmz' } },
      { summary: 'one that is taken', body: { entity: 's0010', ip: '192.168.20.2' }, status: 409 },
    ],
  }),
  releaseAddresses: changes({
    name: 'release-addresses',
    summary: 'Take addresses from a device; without any all that it has',
    body: strictObject({ entity: name, ips: Type.Optional(Type.Array(text, { maxItems: 500 })), ...quarantine }),
    reply: Type.Object({ ips: Type.Array(text) }),
    problems: {
      ENTITY_NOT_FOUND: 'body/entity',
      NOT_SUPPORTED: 'body/entity',
      RESOURCE_NOT_ASSIGNED: 'body/ips',
      DURATION_INVALID: 'body/quarantine',
    },
    examples: [{ summary: 'all', body: { entity: 's0010', quarantine: '1d' } }],
  }),
  allocateResources: changes({
    name: 'allocate-resources',
    summary: 'Give entities names or numbers of a manager',
    body: strictObject({ kind: Type.Enum(['name', 'number']), manager: name, ...chosen, resource }),
    reply: given,
    problems: {
      ...chosenProblems,
      ENTITY_WRONG_DRIVER: 'body/manager',
      RESOURCE_TAKEN: 'body/resource',
      RESOURCE_TYPE_INVALID: 'body/resource',
      NOT_SUPPORTED: 'body/manager',
    },
    examples: [
      { summary: 'numbers', body: { kind: 'number', manager: 'vlans', names: ['s0000'] }, needs: 'a number manager' },
      {
        summary: 'of a manager that names what it creates',
        body: { kind: 'name', manager: 'servernames', names: ['s0000'] },
        status: 409,
      },
    ],
  }),
  releaseResources: changes({
    name: 'release-resources',
    summary: 'Take names or numbers of a manager back from entities',
    body: strictObject({ kind: Type.Enum(['name', 'number']), manager: name, ...chosen, resource }),
    reply: given,
    problems: { ...chosenProblems, ENTITY_WRONG_DRIVER: 'body/manager', RESOURCE_NOT_ASSIGNED: 'body/resource' },
    examples: [{ summary: 'all that it has', body: { kind: 'name', manager: 'servernames', names: ['s0000'] } }],
  }),
  createNamed: changes({
    name: 'create-named',
    summary: 'Create entities under the next names of a manager',
    body: strictObject({
      manager: name,
      driver: name,
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    reply: itemsOf(Type.Object({ name: text, type: text, driver: text })),
    problems: {
      ENTITY_NOT_FOUND: 'body/manager',
      ENTITY_WRONG_DRIVER: 'body/manager',
      DRIVER_UNKNOWN: 'body/driver',
      NAME_MANAGER_EXHAUSTED: 'body/count',
    },
    examples: [{ summary: 'two servers', body: { manager: 'servernames', driver: 'penguinserver', count: 2 } }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
