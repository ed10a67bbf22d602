import { type TProperties, Type } from 'typebox';
import { expansions } from './expansions.ts';

/** Several words behind a comma. */
const words = (description: string, known?: readonly string[]) =>
  Type.Array(known === undefined ? Type.String({ minLength: 1 }) : Type.Enum([...known]), {
    description,
    maxItems: 50,
  });

/** What every endpoint takes that reads. */
export const readQuery = {
  at: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        'Read the inventory as it was: the number of a version, or a time in ISO 8601 with its zone, `2026-11-01T00:00:00Z`.',
    }),
  ),
} as const satisfies TProperties;

/** Why something is written. */
export const messageQuery = {
  message: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: 'Why: recorded in the version, beside who and when.' }),
  ),
} as const satisfies TProperties;

/** What every endpoint takes that writes. */
export const writeQuery = {
  ...messageQuery,
  dryRun: Type.Optional(Type.Boolean({ description: 'Check and answer as usual, and change nothing.' })),
} as const satisfies TProperties;

/** Why the server itself is administered, which is no version. */
export const noteQuery = {
  message: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: 'Why: in the log of the server, beside who and when.' }),
  ),
} as const satisfies TProperties;

/** What every endpoint takes that administers the server itself. */
export const administrationQuery = { ...noteQuery, dryRun: writeQuery.dryRun } as const satisfies TProperties;

/** What lists take that come in pages. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many at most; 100 unless told otherwise.' }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2000,
      description:
        'Goes on where a page ended: its `next`. All pages show the version of the first one, whatever is written meanwhile.',
    }),
  ),
  count: Type.Optional(Type.Boolean({ description: 'Also tell how many there are in all, as `total`.' })),
} as const satisfies TProperties;

/** Those that are entities themselves, so that more can be asked for with them. */
const relations = ['parents', 'contents'] as const;

/** What answers take that show entities. */
export const entityQuery = {
  expand: Type.Optional(
    Type.Array(Type.String({ pattern: `^(?:(?:${relations.join('|')})\\.){0,2}(?:${expansions.join('|')})$` }), {
      maxItems: 20,
      description: `What to show with each entity, behind commas: ${expansions.map((name) => `\`${name}\``).join(', ')}. What entities of a relation are shown with stands behind a dot: \`contents.attributes\`.`,
    }),
  ),
  fields: Type.Optional(
    words(
      'Which fields of each entity to show, behind commas; without it its name, type and driver, and what `expand` names.',
      ['name', 'type', 'driver', ...expansions],
    ),
  ),
} as const satisfies TProperties;

/** The name of an entity in a path. */
export const entityParams = {
  entity: Type.String({ minLength: 1, maxLength: 255, description: 'The name of an entity.' }),
} as const satisfies TProperties;

/** The columns by which entities are sorted. */
export const sortColumns = ['name', 'type', 'driver', 'created'] as const;

export const sortQuery = {
  sort: Type.Optional(
    words(
      'By what to sort, behind commas; descending behind a minus. `name` when left out.',
      sortColumns.flatMap((column) => [column, `-${column}`]),
    ),
  ),
} as const satisfies TProperties;
