import { Driver } from '../inventory/driver.ts';
import { ClustoMeta } from '../inventory/meta.ts';
import { initialise } from '../inventory/open.ts';
import { Registry } from '../inventory/registry.ts';
import { Store } from '../store/store.ts';
import { type ConfigOverrides, loadConfig } from './config.ts';
import { withAudit } from './open-audit.ts';
import { provideDataFolder } from './database-file.ts';

/** The numbers of the newest schema migration before and after; 0 is an empty database. */
export interface Initialised {
  /** Without secrets. */
  readonly dsn: string;
  readonly before: number;
  readonly after: number;
}

/** Makes the configured database an inventory, or brings its schema up to date. @throws DATABASE_TOO_NEW and the like */
export async function initialiseDatabase(overrides: ConfigOverrides): Promise<Initialised> {
  const config = await loadConfig(overrides, process.env);
  const { dsn, dataFolder, actor } = config;
  provideDataFolder(dataFolder);
  const store = await Store.open(dsn, withAudit(config, 'cli'));
  try {
    const registry = new Registry([Driver, ClustoMeta]);
    const schema = await initialise({ store, registry, actor, source: 'cli', settings: {} });
    return { dsn: store.label, ...schema };
  } finally {
    await store.close();
  }
}
