import { Type } from 'typebox';
import { strictObject } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { nullableInteger } from './reply-parts.ts';

/** What is answered at first where an answer takes longer than somebody waits. */
export const laterSchema = Type.Object({ key: Type.String({ description: 'By which the answer is found.' }) });

/** What is said of each endpoint of them: who asked may, and nobody else finds the key. */
const own = {
  path: '/v1/answers/{key}',
  tag: 'operations',
  access: 'read',
  isWrite: false,
  isTimely: true,
  params: strictObject({
    key: Type.String({ minLength: 1, maxLength: 255, description: 'The `Idempotency-Key` of the request.' }),
  }),
  query: strictObject({}),
  status: 200,
} as const;
const examples = [
  { summary: 'of a machine that is being made', params: { key: 'order-7' }, needs: 'a request with that key' },
  { summary: 'none', params: { key: 'order-8' }, status: 404 },
] as const;

/** Answers that are kept. */
export const answers = {
  getAnswer: {
    ...own,
    method: 'GET',
    summary: 'What became of an own request that was sent with a key, or with `Prefer: respond-async`',
    description:
      'Answers are kept for a day, for those who asked alone. One that is lost was being made when its server ended: what it was about can have been done in part.',
    reply: Type.Object({
      key: Type.String(),
      isDone: Type.Boolean({ description: 'Whether the answer is there.' }),
      status: nullableInteger('Of the answer; null while it is being made.'),
      version: nullableInteger('The `Clusto-Version` of the answer, where it has one.'),
      body: Type.Unknown({ description: 'Of the answer, which is a problem where `status` is 400 or more.' }),
    }),
    problems: { ANSWER_UNKNOWN: 'path/key', ANSWER_LOST: 'path/key' },
    examples,
  },
  stopAnswer: {
    ...own,
    method: 'DELETE',
    summary: 'Have work stop that an own request with a key has begun, and undo what it can',
    description: 'It stops within a second or a step that cannot be left; its answer tells what became of it.',
    reply: Type.Object({
      key: Type.String(),
      isDone: Type.Boolean({ description: 'Whether the answer is there already, so that nothing can be stopped.' }),
    }),
    problems: { ANSWER_UNKNOWN: 'path/key' },
    examples: [
      { summary: 'a machine that is being made', params: { key: 'order-7' }, needs: 'a request with that key' },
      { summary: 'none', params: { key: 'order-8' }, status: 404 },
    ],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
