import { type lookups } from '../../../api/lookups.ts';
import { failure } from '../../../base/errors.ts';
import { describeDriversInUse } from '../../../operations/describe-drivers.ts';
import { findDriver } from '../../../operations/find-driver.ts';
import { findOrphans } from '../../../operations/find-orphans.ts';
import { type HandlersOf } from '../handler.ts';
import { shownEntities } from './entity-handlers.ts';

/** The last of all texts that begin alike. */
const lastOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

export const lookupHandlers: HandlersOf<typeof lookups> = {
  findEntities: async ({ inventory, version, query }) => ({
    body: { items: await shownEntities(inventory, await inventory.get(query.term), query), version },
  }),
  listNames: async ({ inventory, version, query: { prefix = '', limit = 100 } }) => ({
    body: { items: await inventory.reader.namesFrom(prefix, lastOf(prefix), limit), version },
  }),
  listDrivers: async ({ inventory, version }) => ({
    body: { items: await describeDriversInUse(inventory), version },
  }),
  getDriver: async ({ inventory, params }) => {
    const { driverName } = findDriver(inventory, params.driver);
    const [body] = (await describeDriversInUse(inventory)).filter(({ driver }) => driver === driverName);
    if (body === undefined) throw failure('DRIVER_UNKNOWN', { driver: params.driver });
    return { body };
  },
  listOrphans: async ({ inventory, version, query: { datacenter } }) => ({
    body: { items: await findOrphans(inventory, datacenter), version },
  }),
};
