import { type Change, changeAsText } from '../history/change.ts';
import { type GraphView } from './graph-view.ts';

/** A version as the store, or the log, has it. */
interface VersionRow {
  readonly number: number;
  readonly time: number | Date;
  readonly actor: string;
  readonly message: string | null;
  readonly source: string;
}

/** A change in the graph: in words, with what was changed as it was called then. */
export const changeNode = (change: Change) => {
  const { name, type, driver } = change.entity;
  return { kind: change.kind, name, type, driver, text: changeAsText(change) };
};

/** A version in the graph. */
export class VersionNode {
  readonly #view: GraphView;
  readonly #changes: readonly Change[] | undefined;
  readonly number: number;
  readonly time: string;
  readonly actor: string;
  readonly message: string | null;
  readonly source: string;

  /** @param changes where not all that it changed is meant */
  constructor(view: GraphView, { number, time, actor, message, source }: VersionRow, changes?: readonly Change[]) {
    this.#view = view;
    this.#changes = changes;
    this.number = number;
    this.time = new Date(time).toISOString();
    this.actor = actor;
    this.message = message;
    this.source = source;
  }

  async changes() {
    const changes = this.#changes ?? (await this.#view.loaders.changes.load(this.number));
    return this.#view.budget.take(changes).map(changeNode);
  }
}
