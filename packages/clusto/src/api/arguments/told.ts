import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';
import { strictObject } from '../build-endpoint.ts';

/** What stands for a value that JSON has no word for: see `encodeValue` of the operations. */
interface Marked<What extends string> {
  readonly $: What;
}

const marked = <Value>(what: string, value?: TSchema): TUnsafe<Value> =>
  Type.Unsafe<Value>(
    Type.Object({ $: Type.Literal(what), ...(value === undefined ? {} : { value }) }, { additionalProperties: false }),
  );

/** An entity as it is told: the one of this id. */
export type ToldEntity = Marked<'entity'>;
/** A time as it is told. */
export type ToldDate = Marked<'date'>;

export const entity = marked<ToldEntity>(
  'entity',
  Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), name: Type.String() }),
);

/** In milliseconds since 1970; what a time of JavaScript can be. */
const date = marked<ToldDate>('date', Type.Integer({ minimum: -8.64e15, maximum: 8.64e15 }));
const nothing = marked<undefined>('undefined');

export const text = Type.String();
export const texts = Type.Array(text);
export const flag = Type.Boolean();
export const count = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
export const entities = Type.Array(entity);
/** An entity by its name or another word for it, or as it was told. */
export const term = Type.Union([text, entity]);
export const moment = Type.Union([text, Type.Number(), date]);

/** An object with these fields and no others. */
export const fields = strictObject;
/** A field that may be left out. */
export const optional = Type.Optional;
/** An argument that may be undefined. */
export const maybe = <Schema extends TSchema>(schema: Schema): TUnsafe<Static<Schema> | undefined> =>
  Type.Unsafe<Static<Schema> | undefined>(Type.Union([schema, nothing]));

/** In milliseconds, as many as a timer can be set to. */
export const patience = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });
/** How long work outside may take, in seconds. What stops it at the server is the request. */
export const reach = fields({ timeout: optional(Type.Number({ minimum: 0, maximum: 4_000_000 })) });

type Arguments<Schemas extends readonly TSchema[]> = { -readonly [Place in keyof Schemas]: Static<Schemas[Place]> };

/** What an operation is given, one after the other. */
export const takes = <const Schemas extends readonly TSchema[]>(...schemas: Schemas): TUnsafe<Arguments<Schemas>> =>
  Type.Unsafe<Arguments<Schemas>>({
    type: 'array',
    ...(schemas.length === 0 ? {} : { prefixItems: schemas }),
    items: false,
    minItems: schemas.length,
  });
