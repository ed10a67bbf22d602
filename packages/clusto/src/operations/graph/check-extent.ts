import {
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { failure } from '../../base/errors.ts';

/** How many levels of fields there may be, one in the other; those of introspection are not counted. */
export const mostLevels = 12;
/** How many values a query may ask for, with lists counted as the schema says. */
export const mostValues = 500_000;
/** With how many values whatever is asked of the inventory itself counts at least: each is a search. */
export const valuesOfSearch = 10_000;
/** With how many elements a list counts where the schema does not say it. */
const usual = 10;
const longestPage = 1000;

type Variables = NonNullable<Parameters<typeof getArgumentValues>[2]>;

/** What a selection comes to. */
interface Extent {
  readonly levels: number;
  readonly values: number;
}

/** How many elements a field has, at most or as it is assumed. @throws ARGUMENT_INVALID */
function sizeOf(
  size: GraphQLDirective | undefined,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
) {
  const said = size && field.astNode ? getDirectiveValues(size, field.astNode) : undefined;
  const by = said?.['by'];
  if (typeof by === 'string') {
    const given = getArgumentValues(field, node, variables)[by];
    if (!Number.isInteger(given) || (given as number) < 1 || (given as number) > longestPage)
      throw failure('ARGUMENT_INVALID', {
        argument: by,
        expected: `an integer from 1 to ${longestPage}`,
        value: given,
      });
    return given as number;
  }
  if (said !== undefined) return said['assumed'] as number;
  return isListType(getNullableType(field.type)) ? usual : 1;
}

/** Adds up what an operation asks for, each fragment once. */
class Measure {
  readonly #schema: GraphQLSchema;
  readonly #variables: Variables;
  readonly #fragments: ReadonlyMap<string, { readonly on: string; readonly selectionSet: SelectionSetNode }>;
  readonly #known = new Map<string, Extent>();

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, variables: Variables) {
    this.#schema = schema;
    this.#variables = variables;
    this.#fragments = new Map(
      definitions.flatMap((one) =>
        one.kind === Kind.FRAGMENT_DEFINITION
          ? [[one.name.value, { on: one.typeCondition.name.value, selectionSet: one.selectionSet }] as const]
          : [],
      ),
    );
  }

  #field(node: FieldNode, parent: GraphQLCompositeType): Extent {
    const name = node.name.value;
    const field = this.#schema.getField(parent, name);
    const type = field && getNamedType(field.type);
    if (field === undefined || node.selectionSet === undefined || !isCompositeType(type))
      return { levels: 1, values: 1 };
    const below = this.of(node.selectionSet, type);
    const isIntrospection = name.startsWith('__');
    const isSearch = parent === this.#schema.getQueryType() && type !== parent && !isIntrospection;
    const size = sizeOf(this.#schema.getDirective('size') ?? undefined, field, node, this.#variables);
    return {
      levels: isIntrospection ? 1 : below.levels + 1,
      values: size * (1 + below.values) + (isSearch ? valuesOfSearch : 0),
    };
  }

  #fragment(name: string): Extent {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    const type = fragment && this.#schema.getType(fragment.on);
    const extent = fragment && isCompositeType(type) ? this.of(fragment.selectionSet, type) : { levels: 0, values: 0 };
    this.#known.set(name, extent);
    return extent;
  }

  of({ selections }: SelectionSetNode, parent: GraphQLCompositeType): Extent {
    const extents = selections.map((one) => {
      if (one.kind === Kind.FIELD) return this.#field(one, parent);
      if (one.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(one.name.value);
      const type = one.typeCondition && this.#schema.getType(one.typeCondition.name.value);
      return this.of(one.selectionSet, isCompositeType(type) ? type : parent);
    });
    return {
      levels: Math.max(0, ...extents.map(({ levels }) => levels)),
      values: extents.reduce((sum, { values }) => sum + values, 0),
    };
  }
}

/**
 * Refuses what would take too much, before anything is read.
 * @param document one that is valid: its fragments have no circles
 * @throws GRAPH_TOO_DEEP, GRAPH_TOO_COSTLY, ARGUMENT_INVALID
 */
export function checkExtent(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  const root = schema.getQueryType();
  if (!root) return;
  const { levels, values } = new Measure(schema, document, variables).of(operation.selectionSet, root);
  if (levels > mostLevels) throw failure('GRAPH_TOO_DEEP', { levels, most: mostLevels });
  if (values > mostValues)
    throw failure('GRAPH_TOO_COSTLY', { reason: `it asks for up to ${values} values, and ${mostValues} are the most` });
}
