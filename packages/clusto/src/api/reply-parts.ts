import { type TProperties, type TSchema, Type } from 'typebox';

/** A value of any datatype as JSON has it. */
export const valueSchema = Type.Unknown({
  description:
    'Integers beyond 2^53 are texts, times are in ISO 8601, relations are names of entities, secrets read `(secret)`.',
});

export const nullableText = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
export const nullableInteger = (description: string) => Type.Union([Type.Integer(), Type.Null()], { description });

/** What is said of a secret in an answer. */
export const shownOnce =
  'It is in the first answer alone: not when the same request is sent again, which is answered with what is kept, and not of a dry run.';

export const datatypes = ['int', 'float', 'bool', 'string', 'datetime', 'relation', 'json'] as const;

export const attributeSchema = Type.Object({
  key: Type.String(),
  subkey: nullableText('null where it has none'),
  number: nullableInteger('null where it has none'),
  datatype: Type.Enum([...datatypes]),
  value: valueSchema,
  version: Type.Integer({ description: 'The version that wrote it.' }),
  isManaged: Type.Boolean({ description: 'Whether it belongs to an allocation, and goes with it.' }),
});

export const inheritedSchema = Type.Object({
  ...attributeSchema.properties,
  of: Type.String({ description: 'Whose it is: the entity itself, or a container of it.' }),
});

export const referenceSchema = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'The coarse category: `server`, `rack`, `pool`, …' }),
  driver: Type.String({ description: 'The name of the driver class.' }),
});

export const portSchema = Type.Object({
  type: Type.String(),
  number: Type.Integer(),
  name: Type.String({ description: 'What the device calls it; the number where it has no other name.' }),
  to: nullableText('The device at the other end of the cable; null where there is none.'),
  toNumber: nullableInteger('Its port.'),
  attributes: Type.Record(Type.String(), Type.String(), {
    description: 'What is noted at the port, such as its `mac`.',
  }),
});

/** An entity without what it stands with in relations. */
const shown = {
  attributes: Type.Optional(Type.Array(attributeSchema, { description: 'Its own, by key.' })),
  inherited: Type.Optional(
    Type.Array(inheritedSchema, { description: 'Its own and those of its containers, nearest first.' }),
  ),
  properties: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'What its driver declares, defaults filled in.' }),
  ),
  ports: Type.Optional(Type.Array(portSchema)),
  addresses: Type.Optional(Type.Array(Type.String(), { description: 'The IP addresses that are bound to it.' })),
} as const satisfies TProperties;

/** An entity in a relation, with what was asked for it behind a dot. */
export const relatedSchema = Type.Object({
  ...referenceSchema.properties,
  units: Type.Optional(Type.Array(Type.Integer(), { description: 'In a rack: the rack units.' })),
  ...shown,
  parents: Type.Optional(Type.Array(Type.Unknown())),
  contents: Type.Optional(Type.Array(Type.Unknown())),
});

export const entitySchema = Type.Object({
  name: Type.Optional(Type.String()),
  type: Type.Optional(Type.String({ description: 'The coarse category: `server`, `rack`, `pool`, …' })),
  driver: Type.Optional(Type.String({ description: 'The name of the driver class.' })),
  ...shown,
  parents: Type.Optional(Type.Array(relatedSchema, { description: 'What it is in, longest there first.' })),
  contents: Type.Optional(Type.Array(relatedSchema, { description: 'What is in it, in the order of insertion.' })),
});

/** An entity in a list of those that another one stands with. */
export const memberSchema = Type.Object({ ...entitySchema.properties, units: relatedSchema.properties.units });

/** An entity with what it contains, or with what contains it. */
export const treeSchema = Type.Object({
  ...referenceSchema.properties,
  children: Type.Array(Type.Unknown({ description: 'The same, one level further.' })),
});

/** A page of a list. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next: nullableText('The cursor of the next page; null at the end.'),
    version: Type.Integer({ description: 'The version that all pages show.' }),
    total: Type.Optional(Type.Integer({ description: 'How many there are in all, where `count` asks for it.' })),
  });

/** What came of a verb, one by one. */
export const itemsOf = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) });

/** A list that comes as a whole. */
export const listOf = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), version: Type.Integer({ description: 'The version that it shows.' }) });

/** Schemas that stand under their names in the document. */
export const namedSchemas = {
  Reference: referenceSchema,
  Attribute: attributeSchema,
  InheritedAttribute: inheritedSchema,
  Port: portSchema,
  RelatedEntity: relatedSchema,
  Entity: entitySchema,
  Member: memberSchema,
} as const;
