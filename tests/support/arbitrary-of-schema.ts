import fc from 'fast-check';

/** A JSON Schema as the contract uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

/** What nobody means, and everything has to survive. */
export const hostileTexts = [
  '',
  ' ',
  '\0',
  '../../etc/passwd',
  '%2e%2e%2f',
  "' or 1=1 --",
  '__proto__',
  'constructor',
  'toString',
  'a\r\nset-cookie: x=1',
  '\uD800',
  '\u202Egnp.exe',
  '*'.repeat(60),
  '('.repeat(200),
  'x'.repeat(5000),
  '9'.repeat(400),
  '-0',
  '1e999',
  '{{ 7 * 7 }}',
  '2026-13-45T99:99:99Z',
  '+275760-09-14T00:00:00Z',
];

const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.1,
  2 ** 53,
  -(2 ** 63),
  1e308,
  [],
  {},
  [[[[]]]],
  { $ref: '#' },
  { toString: 1 },
];

const hostile = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.constantFrom(...hostileValues),
  fc.string({ maxLength: 40 }),
);

/**
 * Values of a schema: mostly ones that it allows, made of words that mean something, and now and then what it does not allow.
 * @param name what it is the value of
 * @param words texts that mean something there
 * @param resolve what a reference stands for
 */
export function arbitraryOfSchema(
  schema: Schema,
  name: string,
  words: (name: string) => readonly string[],
  resolve: (ref: string) => Schema,
): fc.Arbitrary<unknown> {
  const of = (one: Schema, field = name): fc.Arbitrary<unknown> => arbitraryOfSchema(one, field, words, resolve);
  const known = fc.constantFrom(...words(name));
  const text = fc.oneof({ weight: 19, arbitrary: known }, { weight: 1, arbitrary: fc.string({ maxLength: 40 }) });
  const plain = (): fc.Arbitrary<unknown> => {
    const { $ref, type, enum: values, anyOf = [], oneOf = anyOf, properties, minimum = -3, maximum = 1000 } = schema;
    if ($ref !== undefined) return of(resolve($ref));
    if ('const' in schema) return fc.constant(schema.const);
    if (values !== undefined) return fc.constantFrom(...values);
    if (oneOf.length > 0) return fc.oneof(...oneOf.map((one) => of(one)));
    const [kind] = [type].flat();
    switch (kind) {
      case 'string':
        return text;
      case 'integer':
      case 'number':
        return fc.integer({ min: minimum, max: Math.min(maximum, minimum + 1000) });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        if (schema.items === false) return fc.tuple(...(schema.prefixItems ?? []).map((one) => of(one)));
        return fc.array(of(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
      case 'object': {
        const fields = Object.fromEntries(
          Object.entries(properties ?? {}).map(([field, one]) => [field, of(one, field)]),
        );
        if (Object.keys(fields).length > 0) return fc.record(fields, { requiredKeys: [...(schema.required ?? [])] });
        const [free] = Object.values(schema.patternProperties ?? {});
        return fc.dictionary(text.map(String), of(free ?? {}), { maxKeys: 3 });
      }
      default:
        return fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
    }
  };
  return fc.oneof({ weight: 29, arbitrary: plain() }, { weight: 1, arbitrary: hostile });
}
