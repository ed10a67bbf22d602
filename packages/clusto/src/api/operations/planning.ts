import { Type } from 'typebox';
import { acts, asks, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { nullableInteger, nullableText } from '../reply-parts.ts';

const text = Type.String();

const declared = {
  files: Type.Array(strictObject({ name: Type.String({ minLength: 1, maxLength: 255 }), text: Type.String() }), {
    minItems: 1,
    maxItems: 1000,
    description: 'Declared entities in YAML or JSON, as `clusto apply` reads them.',
  }),
  set: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      description: 'Under which name they are remembered; left out, their names.',
    }),
  ),
  overwrite: Type.Optional(
    Type.Boolean({ description: 'The files are right also where the inventory was changed since.' }),
  ),
  prune: Type.Optional(Type.Boolean({ description: 'Take back what the set has created or set and says no more.' })),
} as const;

const application = Type.Object({
  set: nullableText('who has said it'),
  version: Type.Integer({
    description: 'The version that was made; of a plan, and where there was nothing to do, the latest one.',
  }),
  created: Type.Integer(),
  changed: Type.Integer(),
  deleted: Type.Integer(),
  changes: Type.Array(Type.Object({ kind: text })),
  isComplete: Type.Boolean({ description: 'Whether all changes are listed.' }),
  stays: Type.Array(Type.Object({ reason: text })),
  conflicts: Type.Array(Type.Object({ reason: text })),
});

const problems = { ENTRIES_INVALID: 'body/files', PLAN_CONFLICT: 'body/files' } as const;
const file = { name: 'pools.yaml', text: 'name: batch\ndriver: pool\n' };

const undone = {
  versions: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000, description: 'Which versions.' })),
  since: Type.Optional(Type.String({ description: 'Instead all from this version or time on.' })),
  actor: Type.Optional(Type.String({ description: 'Of those only the ones of this actor.' })),
} as const;

const undo = Type.Object({
  versions: Type.Array(Type.Integer()),
  changes: Type.Array(Type.Object({ kind: text })),
  conflicts: Type.Array(Type.Unknown()),
  version: nullableInteger('The new version; null where nothing was done.'),
});
const undoProblems = {
  VERSION_UNKNOWN: 'body/versions',
  TIME_INVALID: 'body/since',
  UNDO_EMPTY: 'body/versions',
  USAGE: '',
} as const;

/** What makes the inventory be as it is declared, or as it was. */
export const planning = {
  plan: asks({
    name: 'plan',
    summary: 'What applying files would do',
    body: strictObject(declared),
    reply: application,
    problems,
    examples: [
      { summary: 'a pool', body: { files: [file] } },
      { summary: 'what is no declaration', body: { files: [{ name: 'x.yaml', text: '- 5' }] }, status: 400 },
    ],
  }),
  apply: acts({
    name: 'apply',
    access: 'write',
    summary: 'Make the inventory be as files declare it, as one version',
    body: strictObject({
      ...declared,
      basedOn: Type.Optional(
        Type.Integer({
          minimum: 0,
          description: 'The version that a plan was made at: when there is a later one, nothing is done.',
        }),
      ),
    }),
    reply: application,
    problems: { ...problems, PLAN_OUTDATED: 'body/basedOn' },
    examples: [
      { summary: 'a pool', body: { files: [file] } },
      {
        summary: 'by a plan that is over',
        body: { files: [{ ...file, text: 'name: batch2\ndriver: pool\n' }], basedOn: 1 },
        status: 409,
      },
    ],
  }),
  planUndo: asks({
    name: 'plan-undo',
    summary: 'What undoing versions would do, and what stands against it',
    body: strictObject(undone),
    reply: undo,
    problems: undoProblems,
    examples: [{ summary: 'all since a version', body: { since: '3' } }],
  }),
  undo: acts({
    name: 'undo',
    access: 'write',
    summary: 'Undo versions, as one new version',
    body: strictObject(undone),
    reply: undo,
    problems: { ...undoProblems, UNDO_REFUSED: 'body/versions' },
    examples: [
      { summary: 'a version', body: { versions: [3] }, needs: 'a version on which nothing depends' },
      { summary: 'one that is not there', body: { versions: [999_999] }, status: 404 },
    ],
  }),
  exportInventory: asks({
    name: 'export',
    summary: 'The inventory, or what a query finds, as a file that can be applied',
    body: strictObject({
      query: Type.Optional(Type.String({ maxLength: 10_000 })),
      format: Type.Optional(Type.Enum(['yaml', 'json'])),
    }),
    reply: Type.Object({ text }),
    problems: { QUERY_INVALID: 'body/query' },
    examples: [{ summary: 'the pools', body: { query: 'clusto_type = pool' } }],
  }),
  importCsv: acts({
    name: 'import-csv',
    access: 'write',
    summary: 'Bring in a table, as one version',
    body: strictObject({
      file: strictObject({ name: Type.String({ minLength: 1, maxLength: 255 }), text: Type.String() }),
      driver: Type.Optional(Type.String({ description: 'The driver of every row that has none of its own.' })),
      delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
      update: Type.Optional(
        Type.Boolean({ description: 'Entities that are there already are changed, and not refused.' }),
      ),
      keepGoing: Type.Optional(Type.Boolean({ description: 'Bad rows are left out, and the others come in.' })),
    }),
    reply: application,
    problems: { ENTRIES_INVALID: 'body/file', DRIVER_UNKNOWN: 'body/driver' },
    examples: [
      { summary: 'two pools', body: { file: { name: 'pools.csv', text: 'name\nbatch3\nbatch4\n' }, driver: 'pool' } },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
