import { type Driver } from '../../inventory/driver.ts';
import { ClustoMeta } from '../../inventory/meta.ts';
import { planQuery } from '../../query/plan-query.ts';
import { type Clusto } from '../clusto.ts';
import { findDriver } from '../find-driver.ts';

type Page = Parameters<Clusto['reader']['matchingPage']>[2];
type Order = Page['order'][number];

export interface PageParams {
  /** In the search language. */
  readonly query?: string | undefined;
  /** Whether attributes of containers count for the query as those of what is in them. */
  readonly merge?: boolean | undefined;
  readonly type?: string | undefined;
  /** Driver name or class name; drivers that extend it count too. */
  readonly driver?: string | undefined;
  /** Names of columns, descending ones behind a minus. Default: name. */
  readonly sort?: readonly string[] | undefined;
  /** Where the page before ended. */
  readonly after?: readonly (string | number)[] | undefined;
  readonly limit: number;
  /** Whether to count how many there are in all. */
  readonly count?: boolean | undefined;
}

export interface EntityPage {
  readonly things: readonly Driver[];
  /** Where it ended; null where nothing follows. */
  readonly next: readonly (string | number)[] | null;
  readonly total?: number;
}

function readOrder(sort: readonly string[]): Order[] {
  const order = sort.map((word) => ({
    column: word.replace(/^-/, '') as Order['column'],
    isDescending: word.startsWith('-'),
  }));
  const isUnique = order.some(({ column }) => column === 'name' || column === 'created');
  return isUnique ? order : [...order, { column: 'name', isDescending: false }];
}

/**
 * A page of the entities that are meant. What it costs goes with the page where the order is that of names.
 * @throws QUERY_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN
 */
export async function pageEntities(inventory: Clusto, params: PageParams): Promise<EntityPage> {
  const { query, merge, type, driver, sort = ['name'], after, limit, count } = params;
  const { registry, reader } = inventory;
  const term = {
    all: [
      ...(query === undefined ? [] : [planQuery(query, registry, { merge })]),
      ...(type === undefined
        ? []
        : [{ column: 'type', test: { compare: '=', literal: { text: inventory.typeName(type) } } } as const]),
      ...(driver === undefined ? [] : [{ drivers: inventory.driverNamesOf(findDriver(inventory, driver)) }]),
    ],
  };
  const order = readOrder(sort);
  const rows = await reader.matchingPage(term, ClustoMeta.driverName, { order, after, limit: limit + 1 });
  const things = rows.slice(0, limit).map((row) => inventory.wrap(row));
  const last = rows.length > limit ? things.at(-1) : undefined;
  const position = last && order.map(({ column }) => (column === 'created' ? last.id : last[column]));
  const total = count === true ? await reader.matchingCount(term, ClustoMeta.driverName) : undefined;
  return { things, next: position ?? null, ...(total === undefined ? {} : { total }) };
}
