import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
  validate,
} from 'graphql';
import { ClustoException, failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { GraphBudget } from './graph-budget.ts';
import { checkExtent } from './check-extent.ts';
import { graphSchema } from './graph-schema.ts';
import { type GraphCursors, GraphView } from './graph-view.ts';
import { QueryNode } from './query-node.ts';

/** A query of GraphQL. */
export interface GraphQuery {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** Which operation of the query is meant, where it has several. */
  readonly operationName?: string | null | undefined;
}

/** What is wrong with a query, with the code of the catalogue. */
interface GraphFault extends GraphQLFormattedError {
  readonly extensions: { readonly code: string; readonly remedy: string };
}

/** What is answered, as the specification of GraphQL has it. */
export interface GraphAnswer {
  /** Left out where the query was not begun with. */
  readonly data?: unknown;
  readonly errors?: readonly GraphFault[];
}

const mostTokens = 2000;

/** With the code of the catalogue. @throws what is no fault of the query, nor of what it asks for */
function shownError(error: GraphQLError): GraphFault {
  const cause = error.originalError;
  if (cause !== undefined && !(cause instanceof ClustoException) && !(cause instanceof GraphQLError)) throw cause;
  const { code, remedy } =
    cause instanceof ClustoException ? cause : failure('GRAPH_INVALID', { reason: error.message });
  return { ...error.toJSON(), extensions: { code, remedy } };
}

const refused = (errors: readonly GraphQLError[]): GraphAnswer => ({ errors: errors.map(shownError) });

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: mostTokens, maxComments: mostTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** What is wrong with a query, before anything is read. */
function faultsOf(document: DocumentNode, { variables, operationName }: GraphQuery): readonly GraphQLError[] {
  const schema = graphSchema();
  const faults = validate(schema, document, undefined, { maxErrors: 20 });
  if (faults.length > 0) return faults;
  const operation = getOperationAST(document, operationName);
  // which operation is meant is for the execution to say
  if (!operation) return [];
  const given = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
  if (given.errors !== undefined) return given.errors;
  try {
    checkExtent(schema, document, operation, given.variableValues);
    return [];
  } catch (error) {
    if (error instanceof ClustoException) return [new GraphQLError(error.message, { originalError: error })];
    throw error;
  }
}

/**
 * Answers a query of GraphQL. What is wrong with it, or with a part of it, is said in `errors` of the answer, with codes of the
 * catalogue.
 * @param inventory of the past, such as a snapshot
 */
export async function queryGraph(inventory: Clusto, asked: GraphQuery, cursors: GraphCursors): Promise<GraphAnswer> {
  const document = parsed(asked.query);
  if (document instanceof GraphQLError) return refused([document]);
  const faults = faultsOf(document, asked);
  if (faults.length > 0) return refused(faults);
  const result: ExecutionResult = await execute({
    schema: graphSchema(),
    document,
    rootValue: new QueryNode(new GraphView(inventory, new GraphBudget(), cursors)),
    variableValues: asked.variables,
    operationName: asked.operationName,
  });
  const { data, errors } = result;
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(shownError) }),
  };
}
