import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { type nothing, strict, strictObject } from './build-endpoint.ts';
import { type Endpoint, type Example, type Method, type Problems } from './endpoint.ts';
import { nullableText, shownOnce } from './reply-parts.ts';
import { administrationQuery, noteQuery } from './request-parts.ts';

const tag = 'webhooks';
const name = Type.String({ minLength: 1, maxLength: 63, description: 'The name of a webhook.' });
const time = (description: string) => nullableText(`${description}; null where there is none.`);

export const webhookSchema = Type.Object({
  name: Type.String(),
  url: Type.String(),
  query: nullableText('Of what changes it is told; of everything where it is null.'),
  merge: Type.Boolean({ description: 'Whether attributes of containers count for the query.' }),
  state: Type.Enum(['active', 'failing', 'paused']),
  reason: nullableText('Why it is paused, or what went wrong last.'),
  position: Type.Integer({ description: 'The last version that it was told, or that does not matter to it.' }),
  behind: Type.Integer({ description: 'How many versions there are after that.' }),
  failures: Type.Integer({ description: 'How often in a row the next version was not taken.' }),
  failingSince: time('Since when'),
  nextTry: time('When it is tried again'),
  lastDelivery: time('When it last took a version'),
  deadLetters: Type.Integer({ description: 'How many versions it did not take.' }),
  oldSecretUntil: time('How long the secret before the present one holds'),
  created: Type.String(),
  createdBy: Type.String(),
});

const newWebhook = Type.Object({
  ...webhookSchema.properties,
  secret: Type.Optional(Type.String({ description: `With which messages are signed. ${shownOnce}` })),
});

const deadLetter = Type.Object({
  webhook: Type.String(),
  version: Type.Integer(),
  attempts: Type.Integer(),
  reason: Type.String(),
  time: Type.String({ description: 'When it was given up.' }),
  isResent: Type.Boolean({ description: 'Whether it is to be sent again.' }),
});

const list = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) });

/** What is said of an endpoint that is for administrators, and makes no version. */
interface Said {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly params: TProperties;
  readonly body?: TSchema;
  readonly status?: 201 | 204;
  readonly isConditional?: true;
  readonly isTagged?: true;
  /** Set where it reaches out of the database. */
  readonly isOutside?: true;
  readonly reply?: TSchema;
  readonly problems: Problems;
  readonly examples: readonly Example[];
}

type Administered<One extends Said> = Omit<One, 'params'> & {
  readonly tag: typeof tag;
  readonly access: 'admin';
  readonly isWrite: boolean;
  readonly params: TObject<One['params']>;
  readonly query: One['method'] extends 'GET'
    ? typeof nothing
    : TObject<One['isOutside'] extends true ? typeof noteQuery : typeof administrationQuery>;
  readonly status: 200 | 201 | 204;
};

function administers<const One extends Said>(one: One): Administered<One> {
  const params: TObject<One['params']> = Type.Object(one.params, strict);
  const isWrite = one.method !== 'GET';
  const written = one.isOutside === true ? noteQuery : administrationQuery;
  const query = Type.Object(isWrite ? written : {}, strict) as Administered<One>['query'];
  return { status: 200, ...one, tag, access: 'admin', isWrite, params, query };
}

const target = Type.String({ description: 'Where messages are sent by POST.' });
const filter = Type.String({ minLength: 1, maxLength: 10_000, description: 'Of what changes it is told.' });
const merge = Type.Boolean({ description: 'Whether attributes of containers count for the query.' });

const known = { WEBHOOK_UNKNOWN: 'path/webhook' } as const;
const one = { webhook: 'mirror' } as const;

export const webhooks = {
  listWebhooks: administers({
    method: 'GET',
    path: '/v1/webhooks',
    summary: 'Every webhook, and how far it is',
    params: {},
    reply: list(webhookSchema),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  createWebhook: administers({
    method: 'POST',
    path: '/v1/webhooks',
    summary: 'Have a URL be told of versions, from now on or from an earlier one',
    params: {},
    body: strictObject({
      name: Type.String({ description: 'What it is known by.' }),
      url: target,
      query: Type.Optional(filter),
      merge: Type.Optional(merge),
      since: Type.Optional(Type.String({ minLength: 1, description: 'A version or time; 0 is all of history.' })),
    }),
    status: 201,
    reply: newWebhook,
    problems: {
      WEBHOOK_NAME_INVALID: 'body/name',
      WEBHOOK_EXISTS: 'body/name',
      WEBHOOK_URL_INVALID: 'body/url',
      WEBHOOK_ADDRESS_REFUSED: 'body/url',
      QUERY_INVALID: 'body/query',
      VERSION_UNKNOWN: 'body/since',
      TIME_INVALID: 'body/since',
    },
    examples: [
      {
        summary: 'of what happens to servers',
        body: { name: 'mirror', url: 'https://hooks.example.com/clusto', query: 'type = server', since: '0' },
      },
      { summary: 'to this machine', body: { name: 'inside', url: 'https://127.0.0.1/' }, status: 400 },
    ],
  }),
  getWebhook: administers({
    method: 'GET',
    path: '/v1/webhooks/{webhook}',
    summary: 'A webhook, and how far it is',
    params: { webhook: name },
    isTagged: true,
    reply: webhookSchema,
    problems: known,
    examples: [
      { summary: 'one', params: one },
      { summary: 'none', params: { webhook: 'nobody' }, status: 404 },
    ],
  }),
  changeWebhook: administers({
    method: 'PATCH',
    path: '/v1/webhooks/{webhook}',
    summary: 'Give it another URL or query; it goes on from where it was',
    params: { webhook: name },
    isConditional: true,
    isTagged: true,
    body: strictObject({
      url: Type.Optional(target),
      query: Type.Optional(
        Type.Union([filter, Type.Null()], { description: 'Of what changes it is told; null for all.' }),
      ),
      merge: Type.Optional(merge),
    }),
    reply: webhookSchema,
    problems: {
      ...known,
      WEBHOOK_URL_INVALID: 'body/url',
      WEBHOOK_ADDRESS_REFUSED: 'body/url',
      QUERY_INVALID: 'body/query',
    },
    examples: [
      { summary: 'of servers alone', params: one, headers: { 'if-match': '*' }, body: { query: 'type = server' } },
      {
        summary: 'to this machine',
        params: one,
        headers: { 'if-match': '*' },
        body: { url: 'https://127.0.0.1/' },
        status: 400,
      },
    ],
  }),
  testWebhook: administers({
    method: 'POST',
    path: '/v1/webhooks/{webhook}/test',
    summary: 'Send it a message that says nothing',
    params: { webhook: name },
    isOutside: true,
    reply: Type.Object({ name: Type.String(), id: Type.String(), outcome: Type.String() }),
    problems: { ...known, WEBHOOK_TEST_FAILED: 'path/webhook' },
    examples: [{ summary: 'that arrives', params: one, needs: 'a target that answers' }],
  }),
  pauseWebhook: administers({
    method: 'POST',
    path: '/v1/webhooks/{webhook}/pause',
    summary: 'Send nothing for now; versions wait',
    params: { webhook: name },
    reply: webhookSchema,
    problems: known,
    examples: [{ summary: 'while the target moves', params: one }],
  }),
  resumeWebhook: administers({
    method: 'POST',
    path: '/v1/webhooks/{webhook}/resume',
    summary: 'Send again, from where it was',
    params: { webhook: name },
    reply: webhookSchema,
    problems: known,
    examples: [{ summary: 'when it has moved', params: one }],
  }),
  rotateWebhook: administers({
    method: 'POST',
    path: '/v1/webhooks/{webhook}/rotate',
    summary: 'Give it another secret; until the overlap is over messages are signed with both',
    params: { webhook: name },
    body: strictObject({
      overlap: Type.Optional(Type.String({ description: 'How long the old one holds: `1d`, unless told otherwise.' })),
    }),
    reply: newWebhook,
    problems: { ...known, DURATION_INVALID: 'body/overlap' },
    examples: [{ summary: 'within a week', params: one, body: { overlap: '7d' } }],
  }),
  listDeadLetters: administers({
    method: 'GET',
    path: '/v1/webhooks/{webhook}/dead-letters',
    summary: 'The versions that it did not take',
    params: { webhook: name },
    reply: list(deadLetter),
    problems: known,
    examples: [{ summary: 'all', params: one }],
  }),
  resendDeadLetters: administers({
    method: 'POST',
    path: '/v1/webhooks/{webhook}/resend',
    summary: 'Have what it did not take be sent again, once',
    params: { webhook: name },
    body: strictObject({
      versions: Type.Optional(
        Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 10_000, description: 'Which; all when it is left out.' }),
      ),
    }),
    reply: list(deadLetter),
    problems: { ...known, DEAD_LETTER_UNKNOWN: 'body/versions' },
    examples: [
      { summary: 'all', params: one, body: {} },
      { summary: 'one that is none', params: one, body: { versions: [1] }, status: 404 },
    ],
  }),
  deleteWebhook: administers({
    method: 'DELETE',
    path: '/v1/webhooks/{webhook}',
    summary: 'Tell it nothing more, and forget what it did not take',
    params: { webhook: name },
    status: 204,
    problems: known,
    examples: [{ summary: 'one', params: one }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
