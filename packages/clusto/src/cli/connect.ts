import { builtInDrivers } from '../drivers/built-in-drivers.ts';
import { type RackFactoryClass, registerFactory } from '../drivers/factories/get-factory.ts';
import { type DriverClass } from '../inventory/driver.ts';
import { openParts } from '../inventory/open.ts';
import { Clusto } from '../operations/clusto.ts';
import { pluginFiles } from '../plugin/plugin-files.ts';
import { loadConfig } from './config.ts';
import { provideDataFolder, requireDatabaseFile } from './database-file.ts';
import { isServer } from './is-server.ts';
import { openAudit } from './open-audit.ts';
import { secretSettings, withSecrets } from './secrets.ts';

/** What `connect` can be told; the rest comes from the environment and the configuration file. */
export interface ConnectOptions {
  /** The database: `sqlite:PATH`, `sqlite::memory:` or `postgres://user@host/database`. */
  readonly dsn?: string | undefined;
  /** Driver classes beside the built-in ones. */
  readonly drivers?: Iterable<DriverClass> | undefined;
  /** Rack factories beside those of plug-ins. */
  readonly factories?: Iterable<RackFactoryClass> | undefined;
  /** Who the log names as the author. */
  readonly actor?: string | undefined;
  /** What writes: `library` unless said otherwise. */
  readonly source?: string | undefined;
  /** Sections that count more than those of the configuration, such as `{ mail: { host: 'mx' } }`. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** The configuration file. */
  readonly config?: string | undefined;
  /** Folders of plug-ins, instead of the configured ones. */
  readonly plugins?: readonly string[] | undefined;
  /** Whether `dsn` may be the address of a server, of which only verbs can be called then. Default false. */
  readonly server?: boolean | undefined;
  /** Whether an empty database becomes an inventory. Default true. */
  readonly create?: boolean | undefined;
  readonly durability?: 'full' | 'off' | undefined;
  /** How long a writer waits for another one, in milliseconds. */
  readonly busyTimeout?: number | undefined;
  /** After how long an idle transaction is rolled back, in milliseconds. */
  readonly idleTimeout?: number | undefined;
}

const given = <Value extends object>(values: Value): { [Name in keyof Value]: Exclude<Value[Name], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Value]: Exclude<Value[Name], undefined>;
  };

const describeVersion = (clusto: Clusto) => async (version: number) => {
  const [entry] = await clusto.log({ since: version, until: version });
  return { touched: entry?.touched ?? [], touchedCount: entry?.touchedCount ?? 0 };
};

/**
 * Opens an inventory: with a DSN, or as `CLUSTO_DSN` and the configuration file say, or else the one in the data folder
 * of the user. Plug-ins are loaded; one that fails is told in `pluginFailures` and stops nothing.
 * @throws CONFIG_MISSING, CONFIG_INVALID, DSN_INVALID, DATABASE_UNAVAILABLE, DATABASE_EMPTY, DATABASE_TOO_OLD,
 * DATABASE_TOO_NEW, DRIVER_DUPLICATE, DRIVER_INVALID
 */
export async function connect(options: string | ConnectOptions = {}): Promise<Clusto> {
  const {
    drivers = [],
    factories = [],
    source = 'library',
    settings = {},
    create,
    plugins,
    server = false,
    ...rest
  } = typeof options === 'string' ? { dsn: options } : options;
  const config = await loadConfig({ dsn: rest.dsn, config: rest.config }, process.env);
  if (server && isServer(config.dsn)) {
    const { connectServer } = await import('./remote/connect-server.ts');
    return connectServer(config, process.env);
  }
  if (create === false) requireDatabaseFile(config.dsn);
  else provideDataFolder(config.dataFolder);
  const sections = Object.entries(settings).map(([name, section]) => [
    name,
    name === 'secrets' && typeof section['keyFile'] === 'string'
      ? secretSettings(section['keyFile'], process.env)
      : withSecrets(section, '.', process.env),
  ]);
  const audit = openAudit(config, source);
  const parts = await openParts({
    dsn: config.dsn,
    drivers: [...builtInDrivers, ...drivers],
    actor: rest.actor ?? config.actor,
    source,
    settings: { ...config.settings, ...Object.fromEntries(sections) },
    ...given({
      audit,
      create,
      durability: rest.durability ?? config.durability,
      busyTimeout: rest.busyTimeout ?? config.busyTimeout,
      idleTimeout: rest.idleTimeout ?? config.idleTimeout,
    }),
  });
  for (const factory of factories) registerFactory(parts.registry, factory);
  const clusto = new Clusto(parts);
  if (audit !== undefined) audit.describe = describeVersion(clusto);
  const files = pluginFiles(plugins ?? config.plugins);
  if (files.length > 0) {
    const { loadPlugins } = await import('../plugin/load-plugins.ts');
    clusto.pluginFailures = await loadPlugins(files, parts.registry);
  }
  return clusto;
}
