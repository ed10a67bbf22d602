import { Type } from 'typebox';

/** The media type of problems (RFC 9457). */
export const problemMedia = 'application/problem+json';

/** A part of a request that is wrong, and why. */
const fault = Type.Object({
  in: Type.Enum(['path', 'query', 'header', 'body']),
  pointer: Type.String({
    description: 'In the body a JSON Pointer (RFC 6901) behind `#`, elsewhere the name of the parameter.',
  }),
  detail: Type.String(),
  code: Type.Optional(Type.String({ description: 'Of the catalogue, where each part has its own.' })),
});

/** A problem document (RFC 9457). */
export const problemSchema = Type.Object({
  type: Type.String({ description: 'Where the problem is explained: `/v1/problems/CODE`.' }),
  title: Type.String({ description: 'The kind of problem, the same for every occurrence.' }),
  status: Type.Integer(),
  detail: Type.String({ description: 'What was wrong, with which value, and what would be right.' }),
  instance: Type.String({ description: 'The id of the request, which the log has too.' }),
  code: Type.String({ description: 'Stable, out of the catalogue of errors.' }),
  remedy: Type.String({ description: 'What can be done about it.' }),
  values: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'The values in `detail` that are plain and short, by the name that they have in the catalogue.',
    }),
  ),
  errors: Type.Optional(Type.Array(fault, { description: 'Which parts of the request are wrong.' })),
});
