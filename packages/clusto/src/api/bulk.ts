import { type TProperties, Type } from 'typebox';
import { strictObject, writes } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { datatypes, itemsOf, valueSchema } from './reply-parts.ts';

const name = Type.String({ minLength: 1, maxLength: 255 });
const entity = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'Its name, as the items before have left it.',
});
const attribute = {
  key: Type.String({ minLength: 1, maxLength: 255 }),
  subkey: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 255 }), Type.Null()])),
} as const;
const written = { value: valueSchema, datatype: Type.Optional(Type.Enum([...datatypes])) } as const;
const number = Type.Integer();

const item = <const Word extends string, const Fields extends TProperties>(word: Word, fields: Fields) =>
  strictObject({ do: Type.Literal(word), ...fields });

/** What one item of many can do. */
const kinds = [
  item('create', {
    name,
    driver: Type.String({ minLength: 1 }),
    properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    container: Type.Optional(name),
    unit: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  item('rename', { entity, name }),
  item('change-driver', { entity, driver: Type.String({ minLength: 1 }) }),
  item('delete', { entity }),
  item('add-attribute', {
    entity,
    ...attribute,
    number: Type.Optional(Type.Union([number, Type.Boolean(), Type.Null()])),
    ...written,
  }),
  item('set-attribute', { entity, ...attribute, number: Type.Optional(Type.Union([number, Type.Null()])), ...written }),
  item('delete-attribute', { entity, ...attribute, number: Type.Optional(number) }),
  item('insert', { entity, member: name }),
  item('remove', { entity, member: name }),
] as const;

const union = Type.Union([...kinds]);

/** The same as `union`, told apart by `do`, so that what is wrong with an item is said of its own kind. */
const bulkItem = Type.Unsafe<Type.Static<typeof union>>({
  type: 'object',
  required: ['do'],
  discriminator: { propertyName: 'do' },
  oneOf: [...kinds],
});

export const bulk = {
  writeMany: writes({
    method: 'POST',
    path: '/v1/bulk',
    tag: 'entities',
    summary: 'Many changes of many kinds as one version: all of them, or none',
    description:
      'They are made in their order, each on top of those before. Where any is refused nothing is changed, and the problem tells what is wrong with each.',
    params: {},
    query: {},
    body: strictObject({ items: Type.Array(bulkItem, { minItems: 1, maxItems: 10_000 }) }),
    reply: itemsOf(Type.Object({ entity: Type.String({ description: 'Its name afterwards.' }) })),
    problems: { BULK_REFUSED: 'body/items' },
    examples: [
      {
        summary: 'a pool with a server in it',
        query: { message: 'cache servers' },
        body: {
          items: [
            { do: 'create', name: 'cache', driver: 'pool' },
            { do: 'create', name: 'cache01', driver: 'penguinserver' },
            { do: 'set-attribute', entity: 'cache01', key: 'system', subkey: 'memory', value: 65_536 },
            { do: 'insert', entity: 'cache', member: 'cache01' },
          ],
        },
      },
      {
        summary: 'of which one is refused',
        body: {
          items: [
            { do: 'create', name: 'cache02', driver: 'pool' },
            { do: 'delete', entity: 'nothing' },
          ],
        },
        status: 422,
      },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
