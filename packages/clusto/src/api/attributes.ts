import { Type } from 'typebox';
import { type Endpoint } from './endpoint.ts';
import { entityParams, readQuery, writeQuery } from './request-parts.ts';
import { attributeSchema, datatypes, inheritedSchema, listOf } from './reply-parts.ts';

const tag = 'attributes';
const strict = { additionalProperties: false } as const;

const attributeParams = {
  ...entityParams,
  attribute: Type.String({
    minLength: 1,
    maxLength: 511,
    description: 'A key, or `key.subkey`.',
    pattern: '^[^.]+(?:\\.[^.]+)?$',
  }),
} as const;

const number = Type.Integer({ description: 'Its number, where it has one.' });

/** Which attributes are meant. */
const attributeFilter = {
  key: Type.Optional(Type.String({ description: 'Only with this key.' })),
  subkey: Type.Optional(Type.String({ description: 'Only with this subkey.' })),
  number: Type.Optional(number),
  glob: Type.Optional(Type.Boolean({ description: 'Whether `*` in key and subkey stands for any text.' })),
} as const;

const written = {
  value: Type.Unknown({ description: 'A JSON value; integers beyond 2^53 and times as texts, with their datatype.' }),
  datatype: Type.Optional(
    Type.Enum([...datatypes], {
      description:
        'What the value is, where JSON does not say it: `datetime`, `relation` (the name of an entity), `int`.',
    }),
  ),
} as const;

const problems = {
  ENTITY_NOT_FOUND: 'path/entity',
  KEY_INVALID: 'body/key',
  SUBKEY_INVALID: 'body/subkey',
  NUMBER_INVALID: 'body/number',
  VALUE_INVALID: 'body/value',
  TIME_INVALID: 'body/value',
  RELATION_UNKNOWN: 'body/value',
  MAC_INVALID: 'body/value',
  KEY_RESERVED: 'body/key',
} as const;

const addressed = {
  ...problems,
  NUMBER_INVALID: 'query/number',
  KEY_INVALID: 'path/attribute',
  SUBKEY_INVALID: 'path/attribute',
  KEY_RESERVED: 'path/attribute',
  ATTRIBUTE_NOT_FOUND: 'path/attribute',
  ATTRIBUTE_AMBIGUOUS: 'path/attribute',
} as const;

/** Those without a body. */
const {
  VALUE_INVALID: _value,
  TIME_INVALID: _time,
  RELATION_UNKNOWN: _relation,
  MAC_INVALID: _mac,
  ...bodiless
} = addressed;

export const attributes = {
  listAttributes: {
    method: 'GET',
    path: '/v1/entities/{entity}/attributes',
    tag,
    summary: 'The attributes of an entity, its own or also those of its containers',
    access: 'read',
    isWrite: false,
    params: Type.Object(entityParams, strict),
    query: Type.Object(
      {
        ...attributeFilter,
        merge: Type.Optional(
          Type.Boolean({ description: 'Also those of its containers, own ones first, then nearest first.' }),
        ),
        ...readQuery,
      },
      strict,
    ),
    status: 200,
    reply: listOf(inheritedSchema),
    problems: { ENTITY_NOT_FOUND: 'path/entity' },
    examples: [
      { summary: 'what is known of the system', params: { entity: 's0000' }, query: { key: 'system' } },
      { summary: 'with what it inherits', params: { entity: 's0000' }, query: { merge: true } },
    ],
  },
  getAttribute: {
    method: 'GET',
    path: '/v1/entities/{entity}/attributes/{attribute}',
    tag,
    summary: 'The one attribute of that name',
    access: 'read',
    isWrite: false,
    isAboutEntity: true,
    params: Type.Object(attributeParams, strict),
    query: Type.Object(
      {
        number: Type.Optional(number),
        merge: Type.Optional(Type.Boolean({ description: 'Where it has none, that of the nearest container.' })),
        ...readQuery,
      },
      strict,
    ),
    status: 200,
    reply: inheritedSchema,
    problems: bodiless,
    examples: [
      { summary: 'the memory of a server', params: { entity: 's0000', attribute: 'system.memory' } },
      { summary: 'what its pool says', params: { entity: 's0000', attribute: 'ntp.server' }, query: { merge: true } },
      { summary: 'one that is not there', params: { entity: 's0000', attribute: 'colour' }, status: 404 },
    ],
  },
  addAttribute: {
    method: 'POST',
    path: '/v1/entities/{entity}/attributes',
    tag,
    summary: 'Add an attribute, whatever is there already',
    access: 'write',
    isWrite: true,
    params: Type.Object(entityParams, strict),
    query: Type.Object(writeQuery, strict),
    body: Type.Object(
      {
        key: Type.String({ minLength: 1 }),
        subkey: Type.Optional(Type.Union([Type.String({ minLength: 1 }), Type.Null()])),
        number: Type.Optional(
          Type.Union([Type.Integer(), Type.Boolean(), Type.Null()], {
            description: 'A number; `true` for the next one.',
          }),
        ),
        ...written,
      },
      strict,
    ),
    status: 201,
    reply: attributeSchema,
    problems,
    examples: [
      {
        summary: 'another note',
        params: { entity: 's0000' },
        body: { key: 'note', value: 'fan is loud', number: true },
      },
      {
        summary: 'a time',
        params: { entity: 's0000' },
        body: { key: 'bought', value: '2026-01-01T00:00:00Z', datatype: 'datetime' },
      },
    ],
  },
  setAttribute: {
    method: 'PUT',
    path: '/v1/entities/{entity}/attributes/{attribute}',
    tag,
    summary: 'Make an attribute have a value',
    description:
      'The one with this key, exactly this subkey and this number; none where they are left out. Setting what is so makes no version.',
    access: 'write',
    isWrite: true,
    isConditional: true,
    params: Type.Object(attributeParams, strict),
    query: Type.Object({ number: Type.Optional(number), ...writeQuery }, strict),
    body: Type.Object(written, strict),
    status: 200,
    reply: attributeSchema,
    problems: addressed,
    examples: [
      {
        summary: 'more memory',
        params: { entity: 's0000', attribute: 'system.memory' },
        query: { message: 'upgrade' },
        headers: { 'if-match': '*' },
        body: { value: 32_768 },
      },
      {
        summary: 'of a state that is over',
        params: { entity: 's0000', attribute: 'system.memory' },
        headers: { 'if-match': '"1"' },
        body: { value: 1 },
        status: 412,
      },
    ],
  },
  deleteAttribute: {
    method: 'DELETE',
    path: '/v1/entities/{entity}/attributes/{attribute}',
    tag,
    summary: 'Delete the one attribute of that name',
    access: 'write',
    isWrite: true,
    isConditional: true,
    params: Type.Object(attributeParams, strict),
    query: Type.Object({ number: Type.Optional(number), ...writeQuery }, strict),
    status: 204,
    problems: bodiless,
    examples: [
      { summary: 'when it was bought', params: { entity: 's0000', attribute: 'bought' }, headers: { 'if-match': '*' } },
    ],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
