import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { type nothing, strict, strictObject } from './build-endpoint.ts';
import { type Access, type Endpoint, type Example, type Method, type Problems } from './endpoint.ts';
import { itemsOf, nullableText, shownOnce } from './reply-parts.ts';
import { administrationQuery } from './request-parts.ts';

const tag = 'access';
const text = Type.String();
const texts = Type.Array(text);
const names = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 50 });
const duration = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 64, description }));
const time = (description: string) => nullableText(description);

const tokenSchema = Type.Object({
  id: Type.String({ description: 'What it is known by.' }),
  prefix: Type.String({ description: 'With what it begins.' }),
  actor: Type.String({ description: 'Who the versions are written by.' }),
  roles: texts,
  scopes: texts,
  note: nullableText('what it is for'),
  created: text,
  createdBy: text,
  expires: time('null: without end'),
  lastUsed: time('to the minute'),
  revoked: time('null where nobody has ended it'),
  revokedBy: nullableText('who has ended it'),
  state: Type.Enum(['valid', 'expired', 'revoked']),
});
const newTokenSchema = Type.Object({
  ...tokenSchema.properties,
  token: Type.Optional(Type.String({ description: `The token itself. ${shownOnce}` })),
});
const roleSchema = Type.Object({
  name: text,
  isBuiltIn: Type.Boolean(),
  rules: texts,
  grantedTo: texts,
  changed: time('null where it is built in'),
  changedBy: nullableText('null where it is built in'),
});

const rules = Type.Array(Type.String({ minLength: 1, maxLength: 10_000 }), {
  minItems: 1,
  maxItems: 1000,
  description: 'What it allows, such as `write attr where pool = web`.',
});

/** What is said of an endpoint about who may do what, which makes no version. */
interface Said {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly params: TProperties;
  readonly query?: TProperties;
  readonly body?: TSchema;
  readonly status?: 201;
  readonly isConditional?: true;
  readonly isTagged?: true;
  readonly reply: TSchema;
  readonly problems: Problems;
  readonly examples: readonly Example[];
}

type AskedOf<One extends Said> = One['method'] extends 'GET'
  ? One['query'] extends TProperties
    ? TObject<One['query']>
    : typeof nothing
  : One['query'] extends TProperties
    ? TObject<One['query'] & typeof administrationQuery>
    : TObject<typeof administrationQuery>;

type About<One extends Said> = Omit<One, 'params' | 'query'> & {
  readonly tag: typeof tag;
  readonly access: Access;
  readonly isWrite: boolean;
  readonly params: TObject<One['params']>;
  readonly query: AskedOf<One>;
  readonly status: 200 | 201;
};

function about<const One extends Said>(access: Access, one: One): About<One> {
  const params: TObject<One['params']> = Type.Object(one.params, strict);
  const isWrite = one.method !== 'GET';
  const query = Type.Object({ ...one.query, ...(isWrite ? administrationQuery : {}) }, strict) as About<One>['query'];
  return { status: 200, ...one, tag, access, isWrite, params, query };
}

const tokenParam = { token: Type.String({ minLength: 1, maxLength: 100, description: 'Its id.' }) } as const;
const roleParam = { role: Type.String({ minLength: 1, maxLength: 255, description: 'Its name.' }) } as const;
const subjectParam = {
  subject: Type.String({
    minLength: 1,
    maxLength: 255,
    description: '`token:ID`, `subject:SUB`, `group:NAME` or `certificate:NAME`.',
  }),
} as const;
const rulesProblems = { RULE_INVALID: 'body/rules', ROLE_BUILT_IN: 'path/role', ROLE_UNKNOWN: 'path/role' } as const;
const grantProblems = { ROLE_UNKNOWN: 'path/role', SUBJECT_INVALID: 'path/subject' } as const;
const own = { role: 'shop' } as const;

/** Who asks, and who may do what: changes of it are no versions. */
export const access = {
  whoAmI: about('open', {
    method: 'GET',
    path: '/v1/whoami',
    summary: 'Who asks, and what their roles allow',
    params: {},
    reply: Type.Object({
      actor: text,
      roles: texts,
      scopes: texts,
      via: Type.Enum(['local', 'token', 'oidc', 'certificate']),
      token: Type.Optional(Type.String({ description: 'The id of the token, where there is one.' })),
      rules: Type.Array(Type.Object({ role: text, rule: text })),
    }),
    problems: {},
    examples: [{ summary: 'now' }],
  }),
  can: about('open', {
    method: 'GET',
    path: '/v1/can/{action}',
    summary: 'Whether something is allowed, and which rule decides',
    params: {
      action: Type.String({
        minLength: 1,
        maxLength: 50,
        description: '`read`, `write`, what can be written, `admin`.',
      }),
    },
    query: {
      entity: Type.Optional(
        Type.String({ minLength: 1, maxLength: 255, description: 'On what; on anything when it is left out.' }),
      ),
      roles: Type.Optional({ ...names, description: 'For who has these roles; for administrators.' }),
      subjects: Type.Optional({ ...names, description: 'For these, such as `group:web`; for administrators.' }),
    },
    reply: itemsOf(
      Type.Object({
        action: text,
        entity: nullableText('on what'),
        isAllowed: Type.Boolean(),
        rule: nullableText('which decides'),
        role: nullableText('whose rule it is'),
        reason: text,
      }),
    ),
    problems: {
      SCOPE_UNKNOWN: 'path/action',
      ENTITY_NOT_FOUND: 'query/entity',
      ROLE_UNKNOWN: 'query/roles',
      SUBJECT_INVALID: 'query/subjects',
      TOKEN_UNKNOWN: 'query/subjects',
    },
    examples: [
      { summary: 'the own rights', params: { action: 'attr' } },
      {
        summary: 'those of a role',
        params: { action: 'write' },
        query: { entity: 's0000', roles: 'reader' },
        needs: 'an administrator',
      },
      { summary: 'no action', params: { action: 'fly' }, status: 400 },
    ],
  }),
  listTokens: about('admin', {
    method: 'GET',
    path: '/v1/tokens',
    summary: 'Every token, newest first, without its secret',
    params: {},
    reply: itemsOf(tokenSchema),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  createToken: about('admin', {
    method: 'POST',
    path: '/v1/tokens',
    summary: 'Make a token, which is in this answer alone',
    params: {},
    body: strictObject({
      actor: Type.String({ minLength: 1, maxLength: 255, description: 'Who the versions are written by.' }),
      roles: names,
      scopes: Type.Optional({ ...names, description: 'To which actions it is limited, whatever the roles allow.' }),
      note: Type.Optional(Type.String({ maxLength: 1000 })),
      expires: duration('After how long it ends, such as `90d`; without end when it is left out.'),
    }),
    status: 201,
    reply: newTokenSchema,
    problems: {
      ROLE_UNKNOWN: 'body/roles',
      SCOPE_UNKNOWN: 'body/scopes',
      DURATION_INVALID: 'body/expires',
      ARGUMENT_INVALID: 'body/actor',
    },
    examples: [
      { summary: 'for a program', body: { actor: 'ci', roles: ['reader'], expires: '90d' } },
      { summary: 'of no role', body: { actor: 'ci', roles: ['none'] }, status: 404 },
    ],
  }),
  revokeToken: about('admin', {
    method: 'DELETE',
    path: '/v1/tokens/{token}',
    summary: 'End a token at once',
    params: tokenParam,
    reply: tokenSchema,
    problems: { TOKEN_UNKNOWN: 'path/token' },
    examples: [
      { summary: 'one', params: { token: 'k3v0q8w2xa' }, needs: 'a token of this id' },
      { summary: 'none', params: { token: 'none' }, status: 404 },
    ],
  }),
  rotateToken: about('admin', {
    method: 'POST',
    path: '/v1/tokens/{token}/rotate',
    summary: 'Make a token in place of another, which ends',
    params: tokenParam,
    body: strictObject({
      overlap: duration('For how long the old one stays good; not at all when it is left out.'),
      expires: duration('After how long the new one ends; as long as the old one was to live when it is left out.'),
    }),
    status: 201,
    reply: newTokenSchema,
    problems: { TOKEN_UNKNOWN: 'path/token', TOKEN_EXPIRED: 'path/token', DURATION_INVALID: 'body/overlap' },
    examples: [
      { summary: 'one', params: { token: 'k3v0q8w2xa' }, body: { overlap: '1h' }, needs: 'a token of this id' },
      { summary: 'none', params: { token: 'none' }, body: {}, status: 404 },
    ],
  }),
  listRoles: about('admin', {
    method: 'GET',
    path: '/v1/roles',
    summary: 'Every role, the built-in ones first',
    params: {},
    reply: itemsOf(roleSchema),
    problems: {},
    examples: [{ summary: 'all' }],
  }),
  createRole: about('admin', {
    method: 'POST',
    path: '/v1/roles',
    summary: 'Make a role',
    params: {},
    body: strictObject({ name: Type.String({ minLength: 1, maxLength: 63 }), rules }),
    status: 201,
    reply: roleSchema,
    problems: {
      ROLE_INVALID: 'body/name',
      ROLE_TAKEN: 'body/name',
      ROLE_BUILT_IN: 'body/name',
      RULE_INVALID: 'body/rules',
    },
    examples: [
      { summary: 'for a team', body: { name: 'shop', rules: ['read', 'write attr where pool = webservers'] } },
      { summary: 'with a rule that is none', body: { name: 'odd', rules: ['fly'] }, status: 400 },
    ],
  }),
  getRole: about('admin', {
    method: 'GET',
    path: '/v1/roles/{role}',
    summary: 'The rules of a role, and to whom it is granted',
    params: roleParam,
    isTagged: true,
    reply: roleSchema,
    problems: { ROLE_UNKNOWN: 'path/role' },
    examples: [{ summary: 'a built-in one', params: { role: 'reader' } }],
  }),
  setRole: about('admin', {
    method: 'PUT',
    path: '/v1/roles/{role}',
    summary: 'Give a role other rules',
    params: roleParam,
    isConditional: true,
    isTagged: true,
    body: strictObject({ rules }),
    reply: roleSchema,
    problems: rulesProblems,
    examples: [
      {
        summary: 'other ones',
        params: own,
        headers: { 'if-match': '*' },
        body: { rules: ['read where pool = webservers'] },
      },
      {
        summary: 'a built-in one',
        params: { role: 'reader' },
        headers: { 'if-match': '*' },
        body: { rules: ['read'] },
        status: 409,
      },
    ],
  }),
  grantRole: about('admin', {
    method: 'PUT',
    path: '/v1/roles/{role}/grants/{subject}',
    summary: 'Grant a role to somebody',
    params: { ...roleParam, ...subjectParam },
    reply: roleSchema,
    problems: { ...grantProblems, TOKEN_UNKNOWN: 'path/subject' },
    examples: [{ summary: 'to a group', params: { ...own, subject: 'group:web' } }],
  }),
  revokeRole: about('admin', {
    method: 'DELETE',
    path: '/v1/roles/{role}/grants/{subject}',
    summary: 'Take a role from somebody',
    params: { ...roleParam, ...subjectParam },
    reply: roleSchema,
    problems: { ...grantProblems, GRANT_UNKNOWN: 'path/subject' },
    examples: [{ summary: 'from a group', params: { ...own, subject: 'group:web' } }],
  }),
  deleteRole: about('admin', {
    method: 'DELETE',
    path: '/v1/roles/{role}',
    summary: 'Delete a role',
    params: roleParam,
    query: { force: Type.Optional(Type.Boolean({ description: 'Also from those to whom it is granted.' })) },
    reply: roleSchema,
    problems: { ROLE_UNKNOWN: 'path/role', ROLE_BUILT_IN: 'path/role', ROLE_GRANTED: 'path/role' },
    examples: [{ summary: 'one', params: own }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
