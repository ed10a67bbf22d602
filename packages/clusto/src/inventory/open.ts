import { Store, type StoreOptions } from '../store/store.ts';
import { Driver, type DriverClass } from './driver.ts';
import { ClustoMeta, metaName } from './meta.ts';
import { Registry } from './registry.ts';
import { Session } from './session.ts';
import type { SessionParts } from './session-parts.ts';

export interface OpenOptions extends StoreOptions {
  readonly dsn: string;
  readonly drivers: Iterable<DriverClass>;
  readonly actor: string;
  readonly source: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether an empty database becomes an inventory. Default true; a database of another schema is refused either way. */
  readonly create?: boolean;
}

/** Lays the schema, or brings it up to date, and writes what every inventory has. Does nothing where all is done. */
export async function initialise(parts: SessionParts): Promise<{ before: number; after: number }> {
  const schema = await parts.store.migrate();
  const session = new Session(parts);
  const meta = await session.getOrCreate(metaName, ClustoMeta);
  if (meta instanceof ClustoMeta) await meta.setProperty('schemaversion', schema.after);
  return schema;
}

async function hasMeta(store: Store): Promise<boolean> {
  return (await store.reader().entities({ drivers: [ClustoMeta.driverName] })).length > 0;
}

/**
 * Opens an inventory: the parts of which a `Session` is made.
 * @throws DSN_INVALID, DATABASE_UNAVAILABLE, DATABASE_EMPTY, DATABASE_TOO_OLD, DATABASE_TOO_NEW, DRIVER_DUPLICATE, DRIVER_INVALID
 */
export async function openParts(options: OpenOptions): Promise<SessionParts> {
  const { dsn, drivers, actor, source, settings = {}, create = true, ...storeOptions } = options;
  const registry = new Registry([Driver, ClustoMeta, ...drivers]);
  const store = await Store.open(dsn, storeOptions);
  const parts = { store, registry, actor, source, settings };
  try {
    const isEmpty = (await store.schemaNumber()) === 0;
    if (!isEmpty || !create) await store.check();
    // it may be without its entity when another process is about to write that, or was stopped before it could
    if (create && (isEmpty || !(await hasMeta(store)))) await initialise(parts);
    return parts;
  } catch (error) {
    await store.close();
    throw error;
  }
}
