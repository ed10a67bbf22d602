import { Type } from 'typebox';
import { type Endpoint } from './endpoint.ts';
import { reads } from './build-endpoint.ts';
import { changeSchema, versionSchema } from './history.ts';

const tag = 'changes';
const entity = Type.Object(
  { id: Type.Integer(), name: Type.String(), type: Type.String(), driver: Type.String() },
  { description: 'An entity as it was called at the version.' },
);

const some = (description: string) => Type.Optional(Type.Array(entity, { description }));

/** A version, as the feed tells it. */
export const feedVersionSchema = Type.Object({
  ...versionSchema.properties,
  changes: Type.Array(changeSchema, { description: 'With a query only those of what it finds.' }),
  entered: some('With a query: what it finds from this version on. Else what came into sight without being made.'),
  changed: some('With a query: what it found before and finds now, and of which something was changed.'),
  left: some('With a query: what it does not find any more. Else what went out of sight without being deleted.'),
});

export const changes = {
  listChanges: reads({
    path: '/v1/changes',
    tag,
    summary: 'The versions after one, in the order of commit, each exactly once',
    description:
      'As JSON a page, up to the version that is there; its `next` is the `since` of the one after it. With `Accept: text/event-stream` a stream of server-sent events that goes on with what is committed from then on: one event `version` for each, whose id is its number. A client that sends the last one as `Last-Event-ID`, as browsers do, goes on there, and nothing is lost. The stream ends with an event `end`, and its reason, when the client is to connect again: `shutdown`, `reload`, `lifetime` or `rights`, when their roles let them see something else now; with `past` nothing more comes.',
    params: {},
    query: {
      since: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          description:
            'The version that is known already, or a time; 0 is all of history. Without it what comes from now on: a page is empty and says where that is.',
        }),
      ),
      query: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 10_000,
          description: 'Only what enters the result of this query, changes in it or leaves it.',
        }),
      ),
      merge: Type.Optional(
        Type.Boolean({
          description: 'Whether attributes of containers count for the query as those of what is in them.',
        }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1000,
          description: 'How many versions a page has at most; 100 unless told otherwise. A stream has no end.',
        }),
      ),
    },
    reply: Type.Object({
      items: Type.Array(feedVersionSchema),
      next: Type.Integer({ description: 'The `since` of the next page. Nothing is left where it is `version`.' }),
      version: Type.Integer({ description: 'The version up to which was read.' }),
    }),
    events: feedVersionSchema,
    problems: { VERSION_UNKNOWN: 'query/since', TIME_INVALID: 'query/since', QUERY_INVALID: 'query/query' },
    examples: [
      { summary: 'the first two', query: { since: '0', limit: 2 } },
      { summary: 'what became of servers', query: { since: '0', query: 'type = server' } },
      { summary: 'where to begin' },
      { summary: 'after a version that is not there yet', query: { since: '999999' }, status: 404 },
      { summary: 'of a query that is none', query: { query: 'type =' }, status: 400 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
