import { failure } from '../../base/errors.ts';
import { type ApiClient } from '../../client/api-client.ts';
import { type FilteredVersion } from '../../operations/feed/filtered-version.ts';
import { type ChangesParams } from '../../operations/feed/follow-changes.ts';
import { type VersionDescription } from '../../operations/history/show-version.ts';
import { type RemoteCaller } from '../../operations/verbs/remote-caller.ts';
import { type Reach } from '../../operations/verbs/reach.ts';
import { type VerbKind } from '../../operations/verbs/verb-kind.ts';
import { decodeValue, encodeValue, type EntityReference } from '../../operations/verbs/wire-value.ts';
import { awaitWork } from './await-work.ts';

/** What is said of a version that one call makes. */
interface Note {
  readonly message?: string | undefined;
  readonly isRehearsal: boolean;
  changes: number;
}

/** Verbs, called at a server. */
export class RemoteInventory implements RemoteCaller {
  readonly moment: string | undefined;
  /** What it is called with. */
  readonly api: ApiClient;
  readonly #entity: (reference: EntityReference) => unknown;
  #note: Note | undefined;

  /** @param entity makes of what the server tells of an entity what stands for it here */
  constructor(api: ApiClient, entity: (reference: EntityReference) => unknown, moment?: string) {
    this.api = api;
    this.#entity = entity;
    this.moment = moment;
  }

  get server(): string {
    return this.api.url;
  }

  /** The same at a version or a time. */
  at(moment: string): RemoteInventory {
    return new RemoteInventory(this.api, this.#entity, moment);
  }

  async #while<T>(note: Note, work: () => Promise<T>): Promise<T> {
    const before = this.#note;
    this.#note = before ?? note;
    try {
      return await work();
    } finally {
      this.#note = before;
    }
  }

  /** Work whose change is a version with this message. */
  noting<T>(message: string | undefined, work: () => Promise<T>): Promise<T> {
    return this.#while({ message, isRehearsal: false, changes: 0 }, work);
  }

  rehearse<T>(work: () => Promise<T>): Promise<T> {
    return this.#while({ isRehearsal: true, changes: 0 }, work);
  }

  /** What is said beside the calls. @throws REMOTE_UNSUPPORTED for a second change in what has to be one version */
  #query(kind: VerbKind): { at?: string; message?: string; dryRun?: boolean } {
    if (kind === 'asks') return this.moment === undefined ? {} : { at: this.moment };
    const note = this.#note;
    if (note === undefined) return {};
    note.changes += 1;
    if (note.changes > 1)
      throw failure('REMOTE_UNSUPPORTED', { server: this.api.url, what: 'a version of several operations' });
    return {
      ...(note.message === undefined ? {} : { message: note.message }),
      ...(note.isRehearsal ? { dryRun: true } : {}),
    };
  }

  /** @throws SERVER_UNREACHABLE, SERVER_REFUSED, REMOTE_UNSUPPORTED, INTERRUPTED, and what the verb throws */
  async call(verb: string, kind: VerbKind, calls: readonly (readonly unknown[])[]): Promise<unknown[]> {
    const told = calls.map((given) => encodeValue(given) as unknown[]);
    const asked = { verb, ...this.#query(kind), body: { calls: told } };
    const { results } = await (kind === 'reaches'
      ? awaitWork(this.api, asked, calls[0]?.[0] as Reach)
      : this.api.callVerb(asked));
    return results.map((result) => decodeValue(result, { entity: this.#entity, isAnswer: true }));
  }

  /** The versions after one, as the server tells them. @throws what the feed of an inventory throws, SERVER_UNREACHABLE */
  async *changes(
    { since, query, merge, onOutage }: ChangesParams,
    signal: AbortSignal,
  ): AsyncGenerator<VersionDescription | FilteredVersion, undefined> {
    const told = this.api.follow('listChanges', {
      ...(since === undefined ? {} : { since: since instanceof Date ? since.toISOString() : String(since) }),
      ...(query === undefined ? {} : { query }),
      ...(merge === undefined ? {} : { merge }),
      ...(this.moment === undefined ? {} : { at: this.moment }),
      ...(onOutage === undefined ? {} : { onOutage }),
      signal,
    });
    // values stand in JSON as they are printed; a time is shown otherwise
    for await (const version of told) yield { ...version, time: new Date(version.time) } as unknown as FilteredVersion;
  }

  close(): void {
    this.api.close();
  }
}
