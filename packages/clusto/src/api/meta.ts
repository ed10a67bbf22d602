import { Type } from 'typebox';
import { type Endpoint } from './endpoint.ts';
import { readQuery } from './request-parts.ts';

const tag = 'meta';
const strict = { additionalProperties: false } as const;

export const meta = {
  getInventory: {
    method: 'GET',
    path: '/v1',
    tag,
    summary:
      'What is served: version of clusto, version of the inventory, and how many entities there are of each type',
    access: 'read',
    isWrite: false,
    params: Type.Object({}, strict),
    query: Type.Object(readQuery, strict),
    status: 200,
    reply: Type.Object({
      clusto: Type.String({ description: 'The version of the program.' }),
      version: Type.Integer({ description: 'The version of the inventory that is shown.' }),
      types: Type.Record(Type.String(), Type.Integer()),
    }),
    problems: {},
    examples: [{ summary: 'now' }, { summary: 'in the beginning', query: { at: '0' } }],
  },
  getProblem: {
    method: 'GET',
    path: '/v1/problems/{code}',
    tag,
    summary: 'What a code of a problem means, and what can be done about it',
    access: 'open',
    isWrite: false,
    params: Type.Object({ code: Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' }) }, strict),
    query: Type.Object({}, strict),
    status: 200,
    reply: Type.Object({
      code: Type.String(),
      status: Type.Integer(),
      title: Type.String(),
      sentence: Type.String({ description: 'What it says, with places for the values.' }),
      remedy: Type.String(),
    }),
    problems: { PROBLEM_UNKNOWN: 'path/code' },
    examples: [
      { summary: 'a name that is taken', params: { code: 'NAME_TAKEN' } },
      { summary: 'none', params: { code: 'NONE' }, status: 404 },
    ],
  },
  getContract: {
    method: 'GET',
    path: '/v1/openapi.json',
    tag,
    summary: 'This document',
    access: 'open',
    isWrite: false,
    params: Type.Object({}, strict),
    query: Type.Object({}, strict),
    status: 200,
    reply: Type.Object({ openapi: Type.String() }),
    problems: {},
    examples: [{ summary: 'the document' }],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
