import { failure } from '../../base/errors.ts';
import { type SessionParts } from '../../inventory/session-parts.ts';
import { type TransactionOptions } from '../../inventory/driver.ts';
import { Clusto } from '../../operations/clusto.ts';
import { ChangeFeed } from '../../operations/feed/change-feed.ts';
import { type FilteredVersion } from '../../operations/feed/filtered-version.ts';
import { type ChangesParams } from '../../operations/feed/follow-changes.ts';
import { type VersionDescription } from '../../operations/history/show-version.ts';
import { type RemoteInventory } from './remote-inventory.ts';

/**
 * An inventory at a server: verbs are called there. Its entities have their names, types and drivers, and nothing else; whatever
 * reads or writes the database is refused.
 */
export class RemoteClusto extends Clusto {
  override readonly remote: RemoteInventory;
  readonly #parts: SessionParts;

  constructor(parts: SessionParts, remote: RemoteInventory) {
    super(parts);
    this.#parts = parts;
    this.remote = remote;
  }

  override at(moment: number | Date | string): this {
    const text = moment instanceof Date ? moment.toISOString() : String(moment);
    return new RemoteClusto(this.#parts, this.remote.at(text)) as this;
  }

  override get isPast(): boolean {
    return this.remote.moment !== undefined;
  }

  override changes(params: ChangesParams & { readonly query: string }): ChangeFeed<FilteredVersion>;
  override changes(params?: ChangesParams): ChangeFeed<VersionDescription>;
  override changes({ signal, ...params }: ChangesParams = {}): ChangeFeed<VersionDescription> {
    return new ChangeFeed((ended) => this.remote.changes(params, ended), signal);
  }

  /** What is changed in the work is one call, which the server makes a version of. */
  override transaction<T>(work: () => Promise<T>): Promise<T>;
  override transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T>;
  override async transaction<T>(first: TransactionOptions | (() => Promise<T>), second?: () => Promise<T>): Promise<T> {
    if (typeof first === 'function') return this.remote.noting(undefined, first);
    const { message } = first;
    if (second === undefined)
      throw failure('ARGUMENT_INVALID', { argument: 'work', expected: 'a function', value: second });
    return this.remote.noting(typeof message === 'function' ? message() : message, second);
  }

  override async close(): Promise<void> {
    this.remote.close();
  }
}
