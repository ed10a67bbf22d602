import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findConfigFile } from './find-config-file.ts';
import { loginName } from './login-name.ts';
import { secretSettings, withSecrets } from './secrets.ts';
import { type Environment, xdgFolders } from './xdg-folders.ts';

export type Durability = 'full' | 'off';

/** What the configuration file and the environment say together, defaults filled in. */
export interface Config {
  /** The file that was read, if there was one. */
  readonly file: string | undefined;
  readonly dsn: string;
  /** The folder to make for the database, when nobody said where it is to be. */
  readonly dataFolder: string | undefined;
  readonly actor: string;
  /** Folders of plug-ins; one that does not exist is fine. */
  readonly plugins: readonly string[];
  /** Whether the file says which folders those are. */
  readonly arePluginsNamed: boolean;
  readonly durability: Durability | undefined;
  readonly busyTimeout: number | undefined;
  readonly idleTimeout: number | undefined;
  /** Where what is written is recorded. */
  readonly auditFile: string | undefined;
  /** The sections, by name: `mail`, `plugin.NAME`. Secrets in them are looked up when they are read. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a caller says itself, which counts more than file and environment. */
export interface ConfigOverrides {
  readonly dsn?: string | undefined;
  readonly config?: string | undefined;
}

const isSection = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** In a file, a relative path means one beside the file. */
const besideFile = (dsn: string | undefined, folder: string): string | undefined =>
  dsn?.replace(/^sqlite:(?!\/|:memory:)(.+)$/, (_, path: string) => `sqlite:${resolve(folder, expandHome(path))}`);

const expandHome = (path: string): string => path.replace(/^~(?=\/|$)/, homedir());

/**
 * The configuration: what the caller says, then the environment, then the file, then defaults.
 * @throws CONFIG_MISSING, CONFIG_INVALID
 */
export async function loadConfig(overrides: ConfigOverrides, environment: Environment): Promise<Config> {
  const path = findConfigFile(overrides.config, environment);
  // without a file nothing of TOML has to be loaded
  const file = path === undefined ? undefined : (await import('./config-file.ts')).readConfigFile(path);
  const content = (file?.content ?? {}) as {
    dsn?: string;
    actor?: string;
    plugins?: string[];
    durability?: Durability;
    busyTimeout?: number;
    idleTimeout?: number;
  } & Record<string, unknown>;
  const folders = xdgFolders(environment);
  const base = file === undefined ? '.' : dirname(file.path);
  const dsn = overrides.dsn || environment['CLUSTO_DSN'] || besideFile(content.dsn, base);
  const {
    plugin = {},
    secrets,
    audit,
    ...others
  } = content as { plugin?: Table; secrets?: { keyFile?: string }; audit?: { file?: string } };
  const auditFile = environment['CLUSTO_AUDIT_FILE'] || audit?.file;
  const sections = {
    ...(Object.fromEntries(Object.entries(others).filter(([, value]) => isSection(value))) as Table),
    ...Object.fromEntries(Object.entries(plugin).map(([name, value]) => [`plugin.${name}`, value])),
  };
  const typeFilter = environment['CLUSTO_TYPE_FILTER'];
  return {
    file: file?.path,
    dsn: dsn ?? `sqlite:${join(folders.data, 'clusto.db')}`,
    dataFolder: dsn === undefined ? folders.data : undefined,
    actor: environment['CLUSTO_ACTOR'] || content.actor || loginName(environment),
    plugins: content.plugins?.map((folder) => resolve(base, expandHome(folder))) ?? [
      '/etc/clusto/drivers',
      join(folders.config, 'drivers'),
    ],
    arePluginsNamed: content.plugins !== undefined,
    durability: content.durability,
    busyTimeout: content.busyTimeout,
    idleTimeout: content.idleTimeout,
    auditFile: auditFile === undefined ? undefined : resolve(base, expandHome(auditFile)),
    settings: {
      ...Object.fromEntries(
        Object.entries(sections).map(([name, section]) => [name, withSecrets(section, base, environment)]),
      ),
      query: { ...sections['query'], ...(typeFilter ? { type: typeFilter } : {}) },
      ec2: { priceFile: join(folders.data, 'ec2-prices.json'), ...sections['ec2'] },
      secrets: secretSettings(
        secrets?.keyFile === undefined
          ? join(folders.config, 'secret.key')
          : resolve(base, expandHome(secrets.keyFile)),
        environment,
      ),
    },
  };
}
