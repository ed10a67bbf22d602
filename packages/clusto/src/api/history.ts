import { Type } from 'typebox';
import { reads } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { listOf, nullableInteger, nullableText } from './reply-parts.ts';
import { entityParams } from './request-parts.ts';

const tag = 'history';
const text = Type.String();

export const versionSchema = Type.Object({
  number: Type.Integer(),
  time: text,
  actor: text,
  message: nullableText('why'),
  source: Type.String({ description: 'From where: `http`, `cli`, `shell`, …' }),
});

export const changeSchema = Type.Object(
  {
    kind: Type.String({
      description:
        '`created`, `deleted`, `renamed`, `driver`, `added`, `removed`, `changed`, `in`, `out`, `connected`, `disconnected`, `allocated` or `released`.',
    }),
    entity: Type.Object({ name: text, type: text, driver: text }),
  },
  { description: 'One thing that was changed, with what belongs to its kind.' },
);

const versionFilter = {
  actor: Type.Optional(Type.String({ description: 'Only versions of this actor.' })),
  since: Type.Optional(Type.String({ description: 'Only from this version or time on.' })),
  until: Type.Optional(Type.String({ description: 'Only up to this version or time, which counts.' })),
  key: Type.Optional(Type.String({ description: 'Only versions that changed attributes with this key.' })),
  text: Type.Optional(Type.String({ description: 'Only versions with this in their message, whatever the case.' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many at most; 20 unless told otherwise.' }),
  ),
  before: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Only versions before this one: `next` of a list goes on there.' }),
  ),
} as const;

const moments = { VERSION_UNKNOWN: 'query/since', TIME_INVALID: 'query/since' } as const;

const named = Type.Array(Type.String({ minLength: 1 }), {
  maxItems: 50,
  description: 'Only changes of these entities, behind commas; also of ones that are gone.',
});

export const history = {
  listVersions: reads({
    path: '/v1/versions',
    tag,
    summary: 'Versions, newest first, each with what it touched',
    params: {},
    query: {
      entities: Type.Optional(named),
      ...versionFilter,
      changes: Type.Optional(Type.Boolean({ description: 'Also every single change.' })),
    },
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          ...versionSchema.properties,
          touched: Type.Array(Type.Object({ name: text, what: text }), {
            description: 'As many as are worth reading.',
          }),
          touchedCount: Type.Integer(),
          changes: Type.Optional(Type.Array(changeSchema)),
        }),
      ),
      next: nullableInteger('What `before` of the next page is; null at the end.'),
      version: Type.Integer({ description: 'The version that is read.' }),
    }),
    problems: { ...moments, ENTITY_NOT_FOUND: 'query/entities', HISTORY_AMBIGUOUS: 'query/entities' },
    examples: [
      { summary: 'the last ones, with their changes', query: { limit: 2, changes: true } },
      { summary: 'of a server', query: { entities: 's0000', since: '1' } },
      { summary: 'a version that is not there yet', query: { since: '999999' }, status: 404 },
    ],
  }),
  getVersion: reads({
    path: '/v1/versions/{version}',
    tag,
    summary: 'Who made a version, when and why, and what it changed',
    params: { version: Type.Integer({ minimum: 1 }) },
    query: {},
    reply: Type.Object({ ...versionSchema.properties, changes: Type.Array(changeSchema) }),
    problems: { VERSION_UNKNOWN: 'path/version' },
    examples: [
      { summary: 'the first', params: { version: '1' } },
      { summary: 'none', params: { version: '999999' }, status: 404 },
    ],
  }),
  getDifference: reads({
    path: '/v1/diff',
    tag,
    summary: 'How two versions differ; what came and went in between does not show',
    params: {},
    query: {
      from: Type.String({ minLength: 1, description: 'A version, or a time.' }),
      to: Type.Optional(Type.String({ minLength: 1, description: 'The same; the present when it is left out.' })),
      entities: Type.Optional(named),
      query: Type.Optional(Type.String({ description: 'Only changes of what this finds, at either of the two.' })),
    },
    reply: Type.Object({ from: Type.Integer(), to: Type.Integer(), changes: Type.Array(changeSchema) }),
    problems: {
      VERSION_UNKNOWN: 'query/from',
      TIME_INVALID: 'query/from',
      ENTITY_NOT_FOUND: 'query/entities',
      HISTORY_AMBIGUOUS: 'query/entities',
      QUERY_INVALID: 'query/query',
    },
    examples: [
      { summary: 'since a version', query: { from: '2' } },
      { summary: 'what is no time', query: { from: 'yesterday' }, status: 400 },
    ],
  }),
  getBlame: reads({
    path: '/v1/entities/{entity}/blame',
    tag,
    summary: 'Which version wrote each attribute of an entity',
    params: entityParams,
    query: { merge: Type.Optional(Type.Boolean({ description: 'Also of those that it inherits.' })) },
    reply: listOf(
      Type.Object({
        key: text,
        subkey: nullableText('null where it has none'),
        number: nullableInteger('null where it has none'),
        value: Type.Unknown(),
        container: nullableText('The container that it is inherited from; null for its own.'),
        version: versionSchema,
      }),
    ),
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [{ summary: 'a server', params: { entity: 's0000' }, query: { merge: true } }],
  }),
  getHistory: reads({
    path: '/v1/entities/{entity}/history',
    tag,
    summary: 'The life of an entity across its names, also of one that is gone',
    params: entityParams,
    query: versionFilter,
    reply: Type.Object({
      names: Type.Array(Type.Object({ name: text, type: text, driver: text })),
      versions: Type.Array(Type.Object({ ...versionSchema.properties, changes: Type.Array(changeSchema) })),
    }),
    problems: { ...moments, ENTITY_NOT_FOUND: 'path/entity', HISTORY_AMBIGUOUS: 'path/entity' },
    examples: [{ summary: 'one that was deleted', params: { entity: 'web02' } }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
