import { ClustoMeta } from '../../inventory/meta.ts';
import { listSubnets } from '../addresses/list-subnets.ts';
import { type EntityPage, pageEntities } from '../documents/page-entities.ts';
import { listVersions } from '../history/list-versions.ts';
import { listAllocations } from '../resources/list-allocations.ts';
import { listManagers } from '../resources/list-managers.ts';
import { EntityNode, entityNamed } from './entity-node.ts';
import { type GraphView, type PageList } from './graph-view.ts';
import { changeNode, VersionNode } from './version-node.ts';

type Given<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

interface EntitiesGiven extends Given<{ query: string; type: string; driver: string; merge: boolean; after: string }> {
  readonly sort: readonly { readonly by: string; readonly descending: boolean }[];
  readonly first: number;
}

const orNone = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined;

/** The inventory in the graph: what the schema calls a field is a method here. */
export class QueryNode {
  readonly #view: GraphView;

  constructor(view: GraphView) {
    this.#view = view;
  }

  version(): Promise<number> {
    return this.#view.inventory.version();
  }

  types() {
    return this.#view.inventory.reader.typeCounts(ClustoMeta.driverName);
  }

  at({ moment }: { moment: string }): QueryNode {
    return new QueryNode(this.#view.at(moment));
  }

  entity({ name }: { name: string }): Promise<EntityNode | null> {
    return entityNamed(this.#view, name);
  }

  async #page(view: GraphView, list: PageList, first: number, after: EntityPage['next'] | undefined) {
    const { things, next } = await pageEntities(view.inventory, { ...list, after: after ?? undefined, limit: first });
    const version = await view.inventory.version();
    return {
      items: view.budget.take(things.map((thing) => new EntityNode(view, thing))),
      next: next === null ? null : view.cursors.write(list, version, next),
      total: async () => (await pageEntities(view.inventory, { ...list, limit: 1, count: true })).total ?? 0,
      version,
    };
  }

  async entities({ query, type, driver, merge, sort, first, after }: EntitiesGiven) {
    const list: PageList = {
      query: orNone(query),
      type: orNone(type),
      driver: orNone(driver),
      merge: orNone(merge),
      sort: sort.map(({ by, descending }) => `${descending ? '-' : ''}${by.toLowerCase()}`),
    };
    const position = typeof after === 'string' ? this.#view.cursors.read(list, after) : undefined;
    const view = position === undefined ? this.#view : this.#view.at(String(position.version));
    return this.#page(view, list, first, position?.after);
  }

  async poolMembers({
    pools,
    recursive,
    type,
  }: {
    pools: readonly string[];
    recursive: boolean;
    type?: string | null;
  }) {
    const { inventory, budget } = this.#view;
    const clustoTypes = typeof type === 'string' ? [type] : undefined;
    const things = await inventory.getFromPools(pools, { searchChildren: recursive, clustoTypes });
    const sorted = things.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return budget.take(sorted.map((thing) => new EntityNode(this.#view, thing)));
  }

  async allocations({ entity, manager, first }: Given<{ entity: string; manager: string }> & { first: number }) {
    const filter = { entity: orNone(entity), manager: orNone(manager), limit: first };
    const found = await listAllocations(this.#view.inventory, filter);
    return this.#view.budget.take(found).map((one) => ({
      ...one,
      entity: () => entityNamed(this.#view, one.entity),
      manager: () => entityNamed(this.#view, one.manager),
    }));
  }

  async subnets() {
    const found = await listSubnets(this.#view.inventory);
    return this.#view.budget.take(found).map((one) => ({ ...one, manager: () => entityNamed(this.#view, one.name) }));
  }

  async managers({ kind }: { kind: string }) {
    const found = await listManagers(this.#view.inventory, kind === 'NAME' ? 'name' : 'number');
    return found.map(({ name, used }) => ({ used, manager: () => entityNamed(this.#view, name) }));
  }

  async versions({
    first,
    text,
    ...given
  }: Given<{ before: number; actor: string; since: string; until: string; key: string; text: string }> & {
    first: number;
  }) {
    const { before, actor, since, until, key } = given;
    const { versions } = await listVersions(this.#view.inventory, {
      before: orNone(before),
      actor: orNone(actor),
      since: orNone(since),
      until: orNone(until),
      key: orNone(key),
      message: orNone(text),
      limit: first,
    });
    return this.#view.budget.take(versions.map((version) => new VersionNode(this.#view, version)));
  }

  async difference({ from, to, query }: { from: string; to?: string | null; query?: string | null }) {
    const { changes, ...bounds } = await this.#view.inventory.diff(from, orNone(to), { query: orNone(query) });
    return { ...bounds, changes: this.#view.budget.take(changes).map(changeNode) };
  }
}
