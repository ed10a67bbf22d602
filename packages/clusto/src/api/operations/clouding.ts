import { Type } from 'typebox';
import { acts, asks, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { itemsOf, listOf, nullableText } from '../reply-parts.ts';

const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 255 });
const access = 'operate';
const amount = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

const manager = {
  manager: Type.Optional(
    Type.String({ description: 'With whose keys EC2 is asked; left out, that of the configuration, or the only one.' }),
  ),
} as const;
const regions = {
  regions: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 40 }), {
      maxItems: 100,
      description: 'Only these; left out, all that the account may use.',
    }),
  ),
} as const;
const types = { types: Type.Optional(Type.Array(name, { maxItems: 1000 })) } as const;
const items = Type.Optional(Type.Array(name, { maxItems: 1000 }));

const problems = {
  EC2_MANAGER_UNDECIDED: 'body/manager',
  ENTITY_NOT_FOUND: 'body/manager',
  ENTITY_WRONG_DRIVER: 'body/manager',
} as const;
const needs = 'an account of AWS';
const noManager = { summary: 'where there is no manager', body: {}, status: 409 } as const;

const failed = Type.Array(Type.Object({ region: text, code: text, detail: text }), {
  description: 'Regions that could not be listed.',
});

const prices = Type.Object({
  date: Type.String({ description: 'Of which day they are.' }),
  source: text,
  prices: Type.Array(Type.Object({ region: text, type: text, price: Type.Number() })),
});

/** EC2 as a whole, asked by the server with the keys of its managers; servers are launched and ended as machines. */
export const clouding = {
  listEc2: acts({
    name: 'ec2-list',
    access,
    summary: 'The instances of all regions, with the servers that they are here',
    body: strictObject({
      ...manager,
      ...regions,
      filters: Type.Optional(
        Type.Record(Type.String({ maxLength: 255 }), Type.Array(Type.String({ maxLength: 255 }), { maxItems: 200 }), {
          description: 'As the API of EC2 has them: `{ "tag:Name": ["web*"], "instance-state-name": ["running"] }`.',
        }),
      ),
    }),
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: text,
          region: text,
          placement: Type.String({ description: 'The zone.' }),
          state: text,
          type: text,
          image: text,
          name: nullableText('The tag `Name`.'),
          privateIp: nullableText('null where it has none'),
          publicIp: nullableText('null where it has none'),
          tags: Type.Record(text, text),
          clientToken: Type.String({ description: 'With which it was launched; empty where there was none.' }),
          server: nullableText('null where none is known'),
        }),
      ),
      failed,
    }),
    problems,
    examples: [{ summary: 'what runs', body: { filters: { 'instance-state-name': ['running'] } }, needs }, noManager],
  }),
  getEc2Budget: asks({
    name: 'ec2-budget',
    summary: 'What each EC2 manager spends, in dollars per hour, and what is left of its budget',
    body: strictObject(manager),
    reply: listOf(
      Type.Object({
        manager: text,
        budget: amount('null: no limit'),
        spent: Type.Number(),
        left: amount('null without a budget'),
        unknown: Type.Integer({ description: 'How many servers there are whose price nobody knows.' }),
        servers: Type.Array(
          Type.Object({
            name: text,
            instance: nullableText('null while it is being launched'),
            price: amount('null where nobody knows it'),
          }),
        ),
      }),
    ),
    problems,
    examples: [
      { summary: 'all', body: {} },
      { summary: 'of what is none', body: { manager: 's0000' }, status: 400 },
    ],
  }),
  getEc2Prices: asks({
    name: 'ec2-prices',
    summary: 'What instances cost, in dollars per hour: the prices that were fetched last, or come with clusto',
    body: strictObject({ ...regions, ...types }),
    reply: prices,
    isTimely: true,
    problems: { EC2_PRICES_INVALID: '' },
    examples: [{ summary: 'of a type', body: { regions: ['eu-west-1'], types: ['t3.micro'] } }],
  }),
  refreshEc2Prices: acts({
    name: 'ec2-prices-refresh',
    access,
    summary: 'Fetch the prices from the price list of AWS, for the server to keep',
    body: strictObject({ ...manager, ...regions, ...types }),
    reply: prices,
    problems,
    examples: [{ summary: 'of a region', body: { regions: ['eu-west-1'] }, needs }, noManager],
  }),
  syncEc2: acts({
    name: 'ec2-sync',
    access,
    summary: 'Where the inventory and EC2 differ; what is named is mended',
    description: 'Needs the right to operate everything, and to see it.',
    body: strictObject({ ...manager, ...regions, adopt: items, fix: items }),
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          kind: Type.Enum(['unknown', 'missing', 'name', 'type', 'addresses']),
          region: text,
          instance: text,
          server: Type.String({ description: 'Of an unknown instance the name that it would get.' }),
          clusto: text,
          ec2: text,
          done: nullableText('What was done about it; null where nothing was.'),
        }),
      ),
      failed,
    }),
    problems,
    examples: [{ summary: 'all', body: {}, needs }, noManager],
  }),
  createEc2Regions: acts({
    name: 'ec2-regions',
    access,
    summary: 'Create a container for each region and zone',
    body: strictObject({ ...manager, ...regions }),
    reply: itemsOf(text),
    problems: { ...problems, NAME_TAKEN: 'body/regions' },
    examples: [{ summary: 'all', body: {}, needs }, noManager],
  }),
  readEc2Console: acts({
    name: 'ec2-console',
    access,
    summary: 'What a server has written to its console; EC2 is some minutes behind',
    body: strictObject({ name }),
    reply: Type.Object({ text }),
    problems: { ENTITY_NOT_FOUND: 'body/name', ENTITY_WRONG_DRIVER: 'body/name', EC2_NOT_LAUNCHED: 'body/name' },
    examples: [
      { summary: 'a server', body: { name: 'v01' }, needs },
      { summary: 'what is none', body: { name: 's0000' }, status: 400 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
