import type { ClustoException } from '../base/errors.ts';
import { getFactory } from '../drivers/factories/get-factory.ts';
import type { RackFactory } from '../drivers/factories/rack-factory.ts';
import { getFromEntities, type GetFromOptions, getFromPools } from '../drivers/pools/get-from-pools.ts';
import { getIpManager, getIpManagers, getIpOwners, type IpTerm } from '../drivers/resources/get-ip-managers.ts';
import type { IPManager } from '../drivers/resources/ip-manager.ts';
import type { Driver } from '../inventory/driver.ts';
import { ClustoMeta } from '../inventory/meta.ts';
import { Session } from '../inventory/session.ts';
import type { Caller } from './access/caller.ts';
import type { RightsGuard } from './access/rights-guard.ts';
import type { Allocation } from './allocate/allocation.ts';
import type { AllocationRequest } from './allocate/allocation-request.ts';
import type { DeallocateParams } from './allocate/deallocate.ts';
import type { Returned } from './allocate/give-back.ts';
import { recordKey } from './allocate/record-key.ts';
import { ChangeFeed } from './feed/change-feed.ts';
import type { FilteredVersion } from './feed/filtered-version.ts';
import type { ChangesParams } from './feed/follow-changes.ts';
import type { BlameEntry, BlameParams } from './history/blame-entity.ts';
import type { Difference, DiffParams } from './history/diff-versions.ts';
import type { EntityHistory, HistoryParams } from './history/entity-history.ts';
import type { LogEntry, LogParams } from './history/log-versions.ts';
import type { VersionDescription } from './history/show-version.ts';
import type { MomentInput } from './history/version-at.ts';
import type { Undo, UndoParams } from './undo/undo-versions.ts';
import type { RemoteCaller } from './verbs/remote-caller.ts';
import { planQuery, type QueryOptions } from '../query/plan-query.ts';

type Writer = Parameters<Parameters<Session['write']>[0]>[0];
type Expired = Parameters<Session['expire']>[0][number];

/** The inventory with the look-ups that the built-in kinds add to it. */
export class Clusto extends Session {
  /** The plug-ins that could not be loaded, each with its reason. */
  pluginFailures: readonly ClustoException[] = [];

  /** What calls verbs at a server, where the inventory is at one: then nothing else of it can be used. */
  readonly remote?: RemoteCaller;

  /** The most specific IP manager that covers an address. @throws IP_MANAGER_MISSING, IP_INVALID */
  getIpManager(ip: IpTerm): Promise<IPManager> {
    return getIpManager(this, ip);
  }

  /** Every IP manager that covers an address, most specific first. @throws IP_INVALID */
  getIpManagers(ip: IpTerm): Promise<IPManager[]> {
    return getIpManagers(this, ip);
  }

  /** Who has an address; several after a forced allocation. @throws IP_INVALID */
  getDevices(ip: string | number | bigint): Promise<Driver[]> {
    return getIpOwners(this, ip);
  }

  /**
   * What is in all of the pools, each thing once; nothing without pools.
   * @throws NOT_A_POOL, ENTITY_NOT_FOUND, ARGUMENT_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN
   */
  getFromPools(pools: readonly (Driver | string)[], options: GetFromOptions = {}): Promise<Driver[]> {
    return getFromPools(this, pools, options);
  }

  /** The same for containers of every kind. @throws ENTITY_NOT_FOUND, ARGUMENT_INVALID, TYPE_UNKNOWN, DRIVER_UNKNOWN */
  getFromEntities(entities: readonly (Driver | string)[], options: GetFromOptions = {}): Promise<Driver[]> {
    return getFromEntities(this, entities, options);
  }

  /**
   * The entities that a query of the search language means, by type and name: `clusto_type = server and not pool = production`.
   * @throws QUERY_INVALID with the column
   */
  async query(query: string, options: QueryOptions = {}): Promise<Driver[]> {
    const term = planQuery(query, this.registry, options);
    const rows = await this.reader.matching(term, ClustoMeta.driverName);
    return rows.map((row) => this.wrap(row));
  }

  /**
   * The factory that furnishes a rack, by its attribute `racklayout` or the layout given.
   * @throws FACTORY_UNKNOWN, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, ATTRIBUTE_AMBIGUOUS
   */
  getFactory(rack: Driver | string, layout?: string): Promise<RackFactory> {
    return getFactory(this, rack, layout);
  }

  // ---- who may do what

  /** Who this inventory is for, with what they may do; undefined where nobody is limited, as at a prompt. */
  get holder(): RightsGuard | undefined {
    return this.guard as RightsGuard | undefined;
  }

  /**
   * The same inventory for somebody: what they may not see is not there, and what they may not do is refused before it is
   * committed. What their roles allow is looked up now; later changes of the roles are for the next call.
   * @throws FORBIDDEN of an inventory that is limited already
   */
  async as(caller: Caller): Promise<this> {
    this.refuseLimited('act as somebody else');
    const { RightsGuard } = await import('./access/rights-guard.ts');
    const { rightsOf } = await import('./access/rights-of.ts');
    const rights = await rightsOf(this, caller);
    return this.limitedTo({ actor: caller.actor, sight: rights.sight, guard: new RightsGuard(rights, caller) });
  }

  // ---- allocation

  /**
   * Allocates servers with all that they need: all of it, or nothing, as one version.
   * @throws ALLOCATION_SHORT, ALLOCATION_KEY_USED, USAGE, ARGUMENT_INVALID, DURATION_INVALID, and what the rules of racks,
   * pools, ports and managers say
   */
  async allocate(request: AllocationRequest): Promise<Allocation> {
    const { allocate } = await import('./allocate/allocate.ts');
    return allocate(this, request);
  }

  /** Gives servers back with everything that was allocated to them, as one version. @throws NOT_SUPPORTED, DURATION_INVALID */
  async deallocate(things: readonly Driver[], params: DeallocateParams = {}): Promise<Returned[]> {
    const { deallocate } = await import('./allocate/deallocate.ts');
    return deallocate(this, things, params);
  }

  protected override async expire(expired: readonly Expired[], writer: Writer): Promise<void> {
    const records = expired.filter(({ key }) => key === recordKey);
    await super.expire(
      expired.filter((one) => !records.includes(one)),
      writer,
    );
    if (records.length === 0) return;
    const { expireRecords } = await import('./allocate/expire-records.ts');
    await expireRecords(
      this,
      writer,
      records.map(({ number }) => number),
    );
  }

  // ---- what was changed

  /**
   * Versions, newest first, each with what it touched; 20 unless told otherwise.
   * @throws ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID
   */
  async log(params: LogParams = {}): Promise<LogEntry[]> {
    const { logVersions } = await import('./history/log-versions.ts');
    return logVersions(this, params);
  }

  /** Who made a version, when and why, and what it changed. @throws VERSION_UNKNOWN */
  async show(version: number): Promise<VersionDescription> {
    const { showVersion } = await import('./history/show-version.ts');
    return showVersion(this, version);
  }

  /**
   * How one version differs from another, by default from the present; what came and went in between does not show.
   * @throws VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID, ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, QUERY_INVALID
   */
  async diff(from: MomentInput, to?: MomentInput, params: DiffParams = {}): Promise<Difference> {
    const { diffVersions } = await import('./history/diff-versions.ts');
    return diffVersions(this, from, to, params);
  }

  /** Which version wrote each visible attribute of a thing. @throws ENTITY_NOT_FOUND */
  async blame(thing: Driver | string, params: BlameParams = {}): Promise<BlameEntry[]> {
    const { blameEntity } = await import('./history/blame-entity.ts');
    return blameEntity(this, typeof thing === 'string' ? await this.getByName(thing) : thing, params);
  }

  /**
   * The life of an entity across its names, also of one that is gone.
   * @throws ENTITY_NOT_FOUND, HISTORY_AMBIGUOUS, VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID
   */
  async history(name: string, params: HistoryParams = {}): Promise<EntityHistory> {
    const { entityHistory } = await import('./history/entity-history.ts');
    return entityHistory(this, name, params);
  }

  /**
   * The versions after one, in the order of commit, each exactly once, whichever process makes them; then the next ones as
   * they come. Without `since` it begins behind the latest version, which is looked up from the call on: who is about to write
   * says where to begin. In a view of the past it ends with that. Closing the inventory ends it, too. With a query it tells what enters
   * the result of the query, changes in it and leaves it, and leaves out versions without any of these.
   * @throws VERSION_UNKNOWN, TIME_INVALID, ARGUMENT_INVALID, QUERY_INVALID from the first version on
   */
  changes(params: ChangesParams & { readonly query: string }): ChangeFeed<FilteredVersion>;
  changes(params?: ChangesParams): ChangeFeed<VersionDescription>;
  changes({ since, signal, ...rest }: ChangesParams = {}): ChangeFeed<VersionDescription> {
    const start = since === undefined ? this.committed().latestVersion() : undefined;
    // whoever asks for the first version is told
    start?.catch(() => undefined);
    const follow = async function* (this: Clusto, ended: AbortSignal) {
      const { followChanges } = await import('./feed/follow-changes.ts');
      return yield* followChanges(this, { ...rest, since: since ?? (await start)?.number ?? 0 }, ended);
    };
    return new ChangeFeed(follow.bind(this), signal);
  }

  /**
   * Undoes versions, as one new version; refuses where later changes depend on them.
   * @throws UNDO_REFUSED, UNDO_EMPTY, VERSION_UNKNOWN, TIME_INVALID, USAGE, VIEW_READ_ONLY
   */
  async undo(params: UndoParams): Promise<Undo> {
    const { undoVersions } = await import('./undo/undo-versions.ts');
    return undoVersions(this, params);
  }
}
