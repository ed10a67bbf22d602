import type { Session } from '../../inventory/session.ts';
import { ClustoMeta } from '../../inventory/meta.ts';
import { recordKey } from '../allocate/record-key.ts';
import type { ChangedRows } from '../history/entity-names.ts';
import { type Action } from './action.ts';

type Reader = Session['reader'];

/** What has to be allowed for a change to stand. */
export interface Demands {
  /** Of which entities each action; before the change where they were there, and after it where they still are. */
  readonly actions: ReadonlyMap<Action, ReadonlySet<number>>;
  /** What has to be seen, and nothing more: who gave out a resource. */
  readonly seen: ReadonlySet<number>;
  readonly created: ReadonlySet<number>;
  readonly deleted: ReadonlySet<number>;
}

const cableSubkeys = ['connection', 'otherportnum'];
/** The attribute in which machines keep what is being done with them. */
const machineKey = 'machine';

function actionOf({ key, subkey, managed }: { key: string; subkey: string | null; managed: number }): Action {
  if (managed === 1) return 'allocate';
  if (key.startsWith('port-') && cableSubkeys.includes(subkey ?? '')) return 'cable';
  return key === machineKey ? 'operate' : 'attr';
}

/**
 * What a change asks for. What goes with an entity that is deleted asks for nothing of its own, nor does what a new one is made
 * with: the right to delete, or to create it, is asked for.
 * @param after reads what is there with the change
 */
export async function demandsOf({ begun, ended }: ChangedRows, after: Reader): Promise<Demands> {
  const actions = new Map<Action, Set<number>>();
  const before = new Map(ended.states.map((state) => [state.entity, state]));
  const now = new Map(begun.states.map((state) => [state.entity, state]));
  const created = new Set([...now.keys()].filter((id) => !before.has(id)));
  const deleted = new Set([...before.keys()].filter((id) => !now.has(id)));
  const demand = (action: Action, id: number): void => {
    if (created.has(id) || deleted.has(id)) return;
    actions.set(action, (actions.get(action) ?? new Set()).add(id));
  };
  actions.set('create', created);
  actions.set('delete', deleted);
  for (const [id, { name, driver }] of now) {
    const old = before.get(id);
    if (old !== undefined && old.name !== name) demand('name', id);
    if (old !== undefined && old.driver !== driver) demand('driver', id);
  }
  const both = <Row>(rows: (set: typeof begun) => readonly Row[]): Row[] => [...rows(begun), ...rows(ended)];
  const allocations = both((set) => set.allocations);
  const keepers = new Set(allocations.filter(({ entity, manager }) => entity === manager).map(({ entity }) => entity));
  const metas = new Set((await after.entities({ drivers: [ClustoMeta.driverName] })).map(({ id }) => id));
  for (const row of both((set) => set.attributes)) {
    const { entity, relation, key, managed } = row;
    if (relation !== null && deleted.has(relation)) continue;
    // what a manager holds back, it gives to itself
    if (managed === 1 && keepers.has(entity)) continue;
    if (!metas.has(entity)) demand(actionOf(row), entity);
    else if (key !== recordKey) demand('admin', entity);
  }
  for (const { container, member } of both((set) => set.memberships)) {
    if (deleted.has(container) || deleted.has(member)) continue;
    demand('place', container);
    demand('place', member);
  }
  const seen = new Set<number>();
  for (const { entity, manager } of allocations) {
    if (deleted.has(entity) || deleted.has(manager) || metas.has(entity)) continue;
    if (entity !== manager) demand('allocate', entity);
    if (!created.has(manager)) seen.add(manager);
  }
  return { actions, seen, created, deleted };
}
