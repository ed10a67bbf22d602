import { Type } from 'typebox';
import { reads, strictObject } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { readQuery } from './request-parts.ts';

const tag = 'graphql';

const query = Type.String({ minLength: 1, maxLength: 100_000, description: 'In GraphQL.' });
const operationName = Type.Optional(
  Type.Union([Type.String({ maxLength: 255 }), Type.Null()], {
    description: 'Which operation of the query is meant, where it has several.',
  }),
);

const answer = Type.Object(
  {
    data: Type.Optional(
      Type.Unknown({ description: 'What was asked for; left out where the query was not begun with.' }),
    ),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          message: Type.String(),
          path: Type.Optional(Type.Array(Type.Unknown(), { description: 'The field that could not be answered.' })),
          locations: Type.Optional(Type.Array(Type.Unknown())),
          extensions: Type.Object({ code: Type.String({ description: 'Of the catalogue.' }), remedy: Type.String() }),
        }),
      ),
    ),
  },
  {
    description:
      'As the specification of GraphQL has it. To who accepts `application/graphql-response+json` a query that was not begun with is 400.',
  },
);

const names = '{ entities(type: "rack", first: 2) { items { name } } }';

export const graph = {
  askGraph: reads({
    path: '/v1/graphql',
    tag,
    summary: 'Answer a query of GraphQL, given in the address',
    params: {},
    query: {
      query,
      variables: Type.Optional(Type.String({ maxLength: 100_000, description: 'A JSON object, as a text.' })),
      operationName: Type.Optional(Type.String({ maxLength: 255 })),
    },
    reply: answer,
    problems: {},
    examples: [{ summary: 'names of racks', query: { query: names } }],
  }),
  queryGraph: {
    method: 'POST',
    path: '/v1/graphql',
    tag,
    summary: 'Answer a query of GraphQL',
    description:
      'The schema only reads. `at` shows another version to all of the query, the field `at` to a part of it.',
    access: 'read',
    isWrite: false,
    params: strictObject({}),
    query: strictObject(readQuery),
    body: strictObject({
      query,
      variables: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
      operationName,
      extensions: Type.Optional(Type.Unknown({ description: 'Of clients, which are not looked at.' })),
    }),
    status: 200,
    reply: answer,
    problems: {},
    examples: [
      { summary: 'names of racks', body: { query: names } },
      {
        summary: 'a server with what its cables lead to',
        body: {
          query:
            'query Cables($name: String!) { entity(name: $name) { name ports { type number peer { device { name } number } } } }',
          variables: { name: 's0000' },
        },
      },
      { summary: 'what is not in the schema is told in the answer', body: { query: '{ colour }' } },
    ],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
