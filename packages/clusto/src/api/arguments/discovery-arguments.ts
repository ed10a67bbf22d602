import { count, entities, fields, flag, optional, patience, reach, takes, text, texts } from './told.ts';

/** Of the operations on what hosts say of themselves. */
export const discoveryArguments = {
  discoverHosts: takes(
    reach,
    fields({
      things: optional(entities),
      words: optional(texts),
      dryRun: optional(flag),
      force: optional(flag),
      write: optional(flag),
      create: optional(text),
      message: optional(text),
      user: optional(text),
      timeout: optional(patience),
      parallel: optional(count),
    }),
    // whom it tells of its steps is of the caller alone
    fields({}),
  ),
} as const;
