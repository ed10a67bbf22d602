import type { ClustoException } from '../base/errors.ts';
import { getFactory } from '../drivers/factories/get-factory.ts';
import type { RackFactory } from '../drivers/factories/rack-factory.ts';
import { getFromEntities, type GetFromOptions, getFromPools } from '../drivers/pools/get-from-pools.ts';
import { getIpManager, getIpManagers, getIpOwners, type IpTerm } from '../drivers/resources/get-ip-managers.ts';
import type { IPManager } from '../drivers/resources/ip-manager.ts';
import type { Driver } from '../inventory/driver.ts';
import { ClustoMeta } from '../inventory/meta.ts';
import { Session } from '../inventory/session.ts';
import { planQuery, type QueryOptions } from '../query/plan-query.ts';

/** The inventory with the look-ups that the built-in kinds add to it. */
export class Clusto extends Session {
  /** The plug-ins that could not be loaded, each with its reason. */
  pluginFailures: readonly ClustoException[] = [];

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
}
