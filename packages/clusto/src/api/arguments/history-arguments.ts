import { Type } from 'typebox';
import { count, entity, fields, flag, maybe, moment, optional, takes, term, text, texts } from './told.ts';

const file = fields({ name: text, text });
const filter = {
  actor: optional(text),
  since: optional(moment),
  until: optional(moment),
  key: optional(text),
  message: optional(text),
  limit: optional(count),
  before: optional(count),
};
const application = { dryRun: optional(flag), message: optional(text), mostChanges: optional(count) };

/** Of the operations on what was changed, and what is declared in files. */
export const historyArguments = {
  logVersions: takes(fields({ ...filter, entities: optional(texts), changes: optional(flag) })),
  showVersion: takes(count),
  diffVersions: takes(moment, maybe(moment), fields({ entities: optional(texts), query: optional(text) })),
  blameEntity: takes(entity, fields({ merge: optional(flag) })),
  entityHistory: takes(term, fields(filter)),
  undo: takes(
    fields({
      versions: optional(Type.Array(count)),
      since: optional(moment),
      actor: optional(text),
      message: optional(text),
      dryRun: optional(flag),
    }),
  ),
  applyFiles: takes(
    fields({
      ...application,
      files: Type.Array(file),
      set: optional(text),
      overwrite: optional(flag),
      prune: optional(flag),
      onlyNew: optional(flag),
      basedOn: optional(count),
    }),
  ),
  importCsv: takes(
    fields({
      ...application,
      file,
      driver: optional(text),
      delimiter: optional(text),
      update: optional(flag),
      keepGoing: optional(flag),
      map: optional(Type.Record(text, text)),
      ignoreUnmapped: optional(flag),
    }),
  ),
  exportInventory: takes(fields({ query: optional(text), format: optional(Type.Enum(['yaml', 'json'])) })),
} as const;
