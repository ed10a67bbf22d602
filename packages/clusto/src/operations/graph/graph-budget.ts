import { failure } from '../../base/errors.ts';

/** How many objects an answer may have: what lists turn out to hold, not what they were counted with. */
export const mostObjects = 100_000;

/** What is left of that for one query. */
export class GraphBudget {
  #left = mostObjects;

  get left(): number {
    return this.#left;
  }

  /** @throws GRAPH_TOO_COSTLY */
  take<Item>(items: readonly Item[]): readonly Item[] {
    this.#left -= items.length;
    if (this.#left < 0) throw failure('GRAPH_TOO_COSTLY', { reason: `it shows more than ${mostObjects} objects` });
    return items;
  }
}
