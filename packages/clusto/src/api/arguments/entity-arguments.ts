import { Type } from 'typebox';
import { type ErrorCode } from '../../base/error-catalogue.ts';
import { count, entities, entity, fields, flag, maybe, optional, takes, term, text, texts } from './told.ts';

const number = Type.Union([count, Type.Literal(true)]);

const attributes = Type.Array(
  fields({
    key: optional(text),
    subkey: optional(text),
    number: optional(number),
    value: optional(text),
    type: optional(Type.Enum(['auto', 'string', 'int', 'float', 'bool', 'datetime', 'json', 'relation'])),
  }),
);

/** Of the operations on entities, their attributes, and what contains them. */
export const entityArguments = {
  version: takes(),
  suggest: takes(
    fields({
      code: Type.Unsafe<ErrorCode>({ type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' }),
      detail: Type.Record(text, Type.Unknown()),
    }),
  ),
  findEntities: takes(Type.Array(term), fields({ query: optional(text), type: optional(text) })),
  getEntity: takes(text),
  findPool: takes(text),
  describeEntity: takes(entity),
  describeInventory: takes(),
  describeDrivers: takes(),
  describeDriversInUse: takes(),
  driverName: takes(text),
  listEntities: takes(fields({ type: optional(text), driver: optional(text), pools: optional(texts) })),
  listPool: takes(entities, fields({ recursive: optional(flag), type: optional(text) })),
  query: takes(text, fields({ merge: optional(flag), type: optional(text) })),
  unknownKeys: takes(text),
  attributeNames: takes(),
  fillTemplate: takes(entities, text, fields({ merge: optional(flag) })),
  entityTree: takes(entity, fields({ parents: optional(flag), attributes: optional(texts) })),
  findOrphans: takes(maybe(text)),
  contents: takes(entity, maybe(flag)),
  createEntity: takes(
    fields({
      driver: text,
      name: text,
      properties: optional(Type.Record(text, Type.Unknown())),
      container: optional(text),
      unit: optional(count),
    }),
  ),
  rename: takes(text, text),
  deleteEntities: takes(entities),
  createPool: takes(text, text),
  changePool: takes(Type.Enum(['insert', 'remove']), text, entities),
  showAttributes: takes(entities, attributes, fields({ merge: optional(flag), number: optional(number) })),
  attributeNamesOf: takes(entity),
  writeAttributes: takes(entities, Type.Enum(['add', 'set']), attributes, maybe(text)),
  deleteAttributes: takes(entities, attributes),
} as const;
