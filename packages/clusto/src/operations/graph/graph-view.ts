import { type Driver } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityPage, type PageParams } from '../documents/page-entities.ts';
import { findDriver } from '../find-driver.ts';
import { type GraphBudget } from './graph-budget.ts';
import { GraphLoaders } from './graph-loaders.ts';

/** Where a page of entities ends, as a text that only who gave it understands. */
export interface GraphCursors {
  write(list: PageList, version: number, after: NonNullable<EntityPage['next']>): string;
  /** @throws CURSOR_INVALID */
  read(list: PageList, cursor: string): { readonly version: number; readonly after: NonNullable<EntityPage['next']> };
}

/** What a list is of. */
export type PageList = Pick<PageParams, 'query' | 'merge' | 'type' | 'driver' | 'sort'>;

interface Kinds {
  readonly type?: string | null;
  readonly driver?: string | null;
}

/** The inventory at one version, as a query sees it. */
export class GraphView {
  readonly inventory: Clusto;
  readonly loaders: GraphLoaders;
  readonly budget: GraphBudget;
  readonly cursors: GraphCursors;
  readonly #views: Map<string, GraphView>;

  constructor(inventory: Clusto, budget: GraphBudget, cursors: GraphCursors, views = new Map<string, GraphView>()) {
    this.inventory = inventory;
    this.budget = budget;
    this.cursors = cursors;
    this.#views = views;
    this.loaders = new GraphLoaders(inventory, () => budget.left + 1);
  }

  /** The view of a version or a time; the same one for all who ask for it. @throws TIME_INVALID */
  at(moment: string): GraphView {
    const known = this.#views.get(moment);
    if (known !== undefined) return known;
    const inventory = this.inventory.at(/^\d+$/.test(moment) ? Number(moment) : moment);
    const view = new GraphView(inventory, this.budget, this.cursors, this.#views);
    this.#views.set(moment, view);
    return view;
  }

  /** Those of a type, and of a driver or one that extends it. @throws TYPE_UNKNOWN, DRIVER_UNKNOWN */
  ofKind(things: readonly Driver[], { type, driver }: Kinds): readonly Driver[] {
    const typeName = typeof type === 'string' ? this.inventory.typeName(type) : undefined;
    const drivers =
      typeof driver === 'string' ? this.inventory.driverNamesOf(findDriver(this.inventory, driver)) : undefined;
    return things.filter(
      (thing) => (typeName === undefined || thing.type === typeName) && (drivers?.includes(thing.driver) ?? true),
    );
  }
}
