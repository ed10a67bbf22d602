import { type Parameters } from './attribute-condition.ts';

/** By what entities can be sorted. */
const columns = { name: 'e.name', type: 'e.type', driver: 'e.driver', created: 'e.entity_id' } as const;

/** One column of an order. */
export interface EntityOrder {
  readonly column: keyof typeof columns;
  readonly isDescending: boolean;
}

/** A part of a sorted list of entities. */
export interface EntityPage {
  /** The last column has to be of another value for each entity: name or created. */
  readonly order: readonly EntityOrder[];
  /** What the last entity of the page before has in these columns. */
  readonly after?: readonly (string | number)[] | undefined;
  readonly limit: number;
}

/** Whether a row comes after a position: later in the first column, or the same there and later in the next one, and so on. */
function isAfter({ order, after }: EntityPage, parameters: Parameters): string {
  if (after === undefined) return '';
  const values = after.map((value) => parameters.add(value));
  const cases = order.map(({ column, isDescending }, place) => {
    const same = order.slice(0, place).map((one, at) => `${columns[one.column]} = ${values[at]}`);
    return [...same, `${columns[column]} ${isDescending ? '<' : '>'} ${values[place]}`].join(' and ');
  });
  return ` and (${cases.map((one) => `(${one})`).join(' or ')})`;
}

/** What follows the condition of a statement that reads one page of entities. */
export function entityPage(page: EntityPage, parameters: Parameters): string {
  const order = page.order.map(({ column, isDescending }) => `${columns[column]}${isDescending ? ' desc' : ''}`);
  return `${isAfter(page, parameters)} order by ${order.join(', ')} limit ${parameters.add(page.limit)}`;
}
