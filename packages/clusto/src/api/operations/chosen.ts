import { type TProperties, Type } from 'typebox';

/** Which entities are meant. */
export const chosen = {
  names: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      maxItems: 1000,
      description: 'Names, or IP addresses, MAC addresses or serial numbers.',
    }),
  ),
  query: Type.Optional(
    Type.String({ maxLength: 10_000, description: 'Also what this finds, in the search language.' }),
  ),
} as const satisfies TProperties;

/** What can be wrong with it. */
export const chosenProblems = {
  ENTITY_NOT_FOUND: 'body/names',
  ENTITY_AMBIGUOUS: 'body/names',
  QUERY_INVALID: 'body/query',
} as const;
