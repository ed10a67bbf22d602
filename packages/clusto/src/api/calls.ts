import { type TSchema, Type } from 'typebox';
import { callArguments } from './arguments/call-arguments.ts';
import { strictObject } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { readQuery, writeQuery } from './request-parts.ts';

/** The calls of a request. @param given what is given to each of them */
export const callBody = <Given extends TSchema>(given: Given) =>
  strictObject({
    calls: Type.Array(given, {
      minItems: 1,
      maxItems: 10_000,
      description: 'The arguments, call by call: for the operation NAME what the schema `Arguments.NAME` says.',
    }),
  });

/** How the command line calls operations by their names. */
export const calls = {
  callVerb: {
    method: 'POST',
    path: '/v1/calls/{verb}',
    tag: 'operations',
    summary: 'Call an operation as the command line does',
    description:
      'For `clusto` with the address of a server as its `--dsn`, of the same version as the server: what operations are called, take and give is no part of the contract. Each has a right that it needs, as its endpoint in the contract has. Several calls are one version.',
    access: 'write',
    isWrite: true,
    params: strictObject({
      verb: Type.String({ minLength: 1, maxLength: 100, description: 'The name of an operation.' }),
    }),
    query: strictObject({ ...readQuery, ...writeQuery }),
    body: callBody(Type.Unsafe<unknown[]>({ anyOf: Object.values(callArguments) })),
    status: 200,
    reply: Type.Object({ results: Type.Array(Type.Unknown(), { description: 'What was given back, call by call.' }) }),
    problems: { REQUEST_INVALID: 'body/calls' },
    examples: [{ summary: 'the version', params: { verb: 'version' }, body: { calls: [[]] } }],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
