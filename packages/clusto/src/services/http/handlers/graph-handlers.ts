import { type graph } from '../../../api/graph.ts';
import { type GraphCursors } from '../../../operations/graph/graph-view.ts';
import { type GraphQuery } from '../../../operations/graph/query-graph.ts';
import { type Cursors } from '../cursor.ts';
import { type Answer, type Call, type HandlersOf } from '../handler.ts';
import { invalidRequest } from '../request-fault.ts';

const media = 'application/graphql-response+json';

/** Lists of a query go on whatever else the query asks for: a cursor is of the list alone. */
const cursorsOf = (cursors: Cursors): GraphCursors => ({
  write: (list, version, after) => cursors.write('graph.entities', list, { version, after }),
  read: (list, cursor) => cursors.read('graph.entities', list, cursor),
});

async function answer(
  { inventory, cursors, accept }: Pick<Call, 'inventory' | 'cursors' | 'accept'>,
  query: GraphQuery,
) {
  // loaded with the first query, as most servers are asked none
  const { queryGraph } = await import('../../../operations/graph/query-graph.ts');
  const body = await queryGraph(inventory, query, cursorsOf(cursors));
  if (!accept.includes(media)) return { body } satisfies Answer;
  return { body, media, status: body.data === undefined ? 400 : 200 } satisfies Answer;
}

/** @throws REQUEST_INVALID */
function readVariables(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalidRequest('query variables is not a JSON object', [
    { in: 'query', pointer: 'variables', detail: 'is a JSON object' },
  ]);
}

export const graphHandlers: HandlersOf<typeof graph> = {
  askGraph: (call) => {
    const { query, variables, operationName } = call.query;
    return answer(call, { query, operationName, variables: readVariables(variables) });
  },
  queryGraph: (call) => answer(call, call.body),
};
