import { Type } from 'typebox';
import { reads, strictObject, writes } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { attributeSchema, listOf, portSchema, valueSchema } from './reply-parts.ts';
import { entityParams } from './request-parts.ts';

const tag = 'ports';

const portParams = {
  ...entityParams,
  type: Type.String({ minLength: 1, maxLength: 255, description: 'The type of a port: `nic-eth`.' }),
  port: Type.String({ minLength: 1, maxLength: 255, description: 'Its number, or the name that the device gives it.' }),
} as const;

const portProblems = {
  ENTITY_NOT_FOUND: 'path/entity',
  NOT_SUPPORTED: 'path/entity',
  PORT_UNKNOWN: 'path/port',
  PORT_NUMBER_INVALID: 'path/port',
} as const;

const cableEnd = Type.Object({
  device: Type.String(),
  type: Type.String({ description: 'The type of the device.' }),
  port: Type.String({ description: 'The type of the port.' }),
  number: Type.Integer(),
  name: Type.String(),
});

export const ports = {
  listPorts: reads({
    path: '/v1/entities/{entity}/ports',
    tag,
    summary: 'The ports of a device with their cables, by type and number',
    params: entityParams,
    query: {},
    reply: listOf(portSchema),
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [{ summary: 'a server', params: { entity: 's0000' } }],
  }),
  traceCable: reads({
    path: '/v1/entities/{entity}/ports/{type}/{port}/trace',
    tag,
    summary: 'Where a cable leads, on through panels',
    params: portParams,
    query: {},
    reply: listOf(Type.Object({ from: cableEnd, to: cableEnd })),
    problems: { ...portProblems, CABLE_LOOP: 'path/port' },
    examples: [
      { summary: 'the network of a server', params: { entity: 's0000', type: 'nic-eth', port: '1' } },
      { summary: 'a port that is not there', params: { entity: 's0000', type: 'nic-eth', port: '9' }, status: 409 },
    ],
  }),
  disconnectPort: writes({
    method: 'DELETE',
    path: '/v1/entities/{entity}/ports/{type}/{port}/cable',
    tag,
    summary: 'Take the cable off a port, at both ends',
    params: portParams,
    query: {},
    status: 204,
    problems: portProblems,
    examples: [{ summary: 'the network of a server', params: { entity: 's0002', type: 'nic-eth', port: '1' } }],
  }),
  connectPort: writes({
    method: 'PUT',
    path: '/v1/entities/{entity}/ports/{type}/{port}/cable',
    tag,
    summary: 'Put a cable between a port and one of the same type',
    params: portParams,
    query: {},
    body: strictObject({
      device: Type.String({ minLength: 1, description: 'The device at the other end.' }),
      port: Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1 })], {
        description: 'Its port, by number or name.',
      }),
    }),
    status: 204,
    problems: {
      ...portProblems,
      ENTITY_NOT_FOUND: 'body/device',
      PORT_TAKEN: 'body/port',
      PORT_SELF: 'body/port',
      PORT_UNSUPPORTED: 'body/device',
    },
    examples: [
      {
        summary: 'to another server',
        params: { entity: 's0002', type: 'nic-eth', port: '1' },
        body: { device: 's0003', port: 2 },
      },
      {
        summary: 'a port that is taken',
        params: { entity: 's0002', type: 'nic-eth', port: '1' },
        body: { device: 's0004', port: 2 },
        status: 409,
      },
    ],
  }),
  setPortAttribute: writes({
    method: 'PUT',
    path: '/v1/entities/{entity}/ports/{type}/{port}/attributes/{key}',
    tag,
    summary: 'Note something at a port, such as its `mac`',
    params: { ...portParams, key: Type.String({ minLength: 1, maxLength: 255 }) },
    query: {},
    body: strictObject({ value: valueSchema }),
    reply: attributeSchema,
    problems: { ...portProblems, MAC_INVALID: 'body/value', VALUE_INVALID: 'body/value', SUBKEY_INVALID: 'path/key' },
    examples: [
      {
        summary: 'its network',
        params: { entity: 's0000', type: 'nic-eth', port: '2', key: 'vlan' },
        body: { value: 42 },
      },
      {
        summary: 'what is no MAC address',
        params: { entity: 's0000', type: 'nic-eth', port: '2', key: 'mac' },
        body: { value: 'x' },
        status: 400,
      },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
