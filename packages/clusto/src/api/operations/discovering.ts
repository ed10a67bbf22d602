import { Type } from 'typebox';
import { acts, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { itemsOf, nullableText } from '../reply-parts.ts';
import { chosen, chosenProblems } from './chosen.ts';

const text = Type.String();
const access = 'operate';

const asked = {
  user: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Who logs in, instead of whom the configuration names: for `admin`.',
    }),
  ),
  timeout: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 600,
      description: 'How many seconds a host may take; 30 unless told otherwise.',
    }),
  ),
  parallel: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 256, description: 'How many are asked at once; 16 unless told otherwise.' }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'Ask and answer as usual, and write nothing.' })),
} as const;

const reports = itemsOf(
  Type.Object({
    address: nullableText('Where it was asked; null for an entity that has no address.'),
    entity: nullableText('null where none is known'),
    recognisedBy: nullableText('`serial`, `mac`, `address`; null where it was not'),
    action: Type.Enum(['same', 'differs', 'updated', 'created', 'unknown', 'failed']),
    differences: Type.Array(
      Type.Object({
        attribute: text,
        intended: nullableText('null where nothing is meant'),
        observed: nullableText('null where it is there no more'),
        problem: nullableText('Why it stays as it is.'),
      }),
    ),
    code: nullableText('of the problem, where it failed'),
    error: nullableText('its sentence'),
    host: Type.Unknown({ description: 'What it says of itself; null where it could not be asked.' }),
  }),
);

const problems = { ...chosenProblems, FORBIDDEN: '' } as const;
const needs = 'hosts that answer';

/** What hosts are asked over SSH, where the server logs in with its own key. */
export const discovering = {
  discoverHosts: acts({
    name: 'discover',
    access,
    summary: 'Ask hosts over SSH what they are, and compare it with what is meant',
    description:
      'Entities are asked at their first address, a container means the servers in it. Addresses and subnets are for `admin`, as the server would log in to wherever it is pointed.',
    body: strictObject({
      ...chosen,
      addresses: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
          maxItems: 1000,
          description: 'Also these addresses, names of hosts, and subnets, which are looked through: for `admin`.',
        }),
      ),
      force: Type.Optional(Type.Boolean({ description: 'Also subnets larger than a /20.' })),
      create: Type.Optional(
        Type.String({ description: 'Create an entity of this driver for each host that is not known.' }),
      ),
      ...asked,
    }),
    reply: reports,
    problems: {
      ...problems,
      DRIVER_UNKNOWN: 'body/create',
      SUBNET_TOO_LARGE: 'body/addresses',
      IP_INVALID: 'body/addresses',
      NETMASK_INVALID: 'body/addresses',
      HOST_BITS: 'body/addresses',
    },
    examples: [
      { summary: 'a server', body: { names: ['s0000'], dryRun: true }, needs },
      { summary: 'a network that is too large', body: { addresses: ['10.0.0.0/8'] }, status: 400 },
    ],
  }),
  updateInfo: acts({
    name: 'update-info',
    access,
    summary: 'Have what servers say of themselves over SSH be what is meant, as one version',
    body: strictObject({ ...chosen, ...asked }),
    reply: reports,
    problems,
    examples: [
      { summary: 'a server', body: { names: ['s0000'] }, needs },
      { summary: 'what is not there', body: { names: ['nothing'] }, status: 404 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
