import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType, Kind } from 'graphql';
import { schemaText } from './schema-text.ts';

function whole(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError('an integer of up to 2^53 is expected');
}

let built: GraphQLSchema | undefined;

/** The schema that queries are held against; made at its first use. */
export function graphSchema(): GraphQLSchema {
  if (built !== undefined) return built;
  const schema = buildSchema(schemaText);
  const long = schema.getType('Long');
  if (isScalarType(long)) {
    long.coerceOutputValue = whole;
    long.coerceInputValue = whole;
    long.coerceInputLiteral = (node) => whole(node.kind === Kind.INT ? Number(node.value) : undefined);
  }
  built = schema;
  return schema;
}
