import { existsSync } from 'node:fs';
import { ClustoException } from '../base/errors.ts';
import { readSecretKey } from '../base/secret-key.ts';
import { type Finding } from '../operations/check-inventory.ts';
import { isServer } from './is-server.ts';
import { type ConfigOverrides, type Config, loadConfig } from './config.ts';

/** Everything that was looked at, and what was found. */
export interface Examination {
  readonly configuration: string | null;
  /** Without secrets; null where the configuration is not usable. */
  readonly dsn: string | null;
  readonly findings: readonly Finding[];
  /** What was not looked at, since the inventory is at a server. */
  readonly unseen: readonly string[];
}

/** An error as something that was found; what clusto did not throw on purpose is thrown on. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof ClustoException)) throw error;
  return { code: error.code, message: error.message, examples: [], advice: error.remedy, isMendable: false };
}

function keyFindings(config: Config): Finding[] {
  const { keyFile } = config.settings['secrets'] as { keyFile: string };
  // it is made when the first secret is sealed
  if (!existsSync(keyFile)) return [];
  try {
    readSecretKey(keyFile);
    return [];
  } catch (error) {
    return [findingOf(error)];
  }
}

/** Of those of this machine the ones that the database needs, which those of the server count for. */
const usedByServer = ['the key of secrets of this machine', 'its folders of plug-ins'] as const;

/** The configuration, the key of secrets and the folders of plug-ins that it names. */
export async function examineSetup(
  overrides: ConfigOverrides,
): Promise<Pick<Examination, 'findings' | 'unseen'> & { readonly config: Config | undefined }> {
  try {
    const config = await loadConfig(overrides, process.env);
    if (isServer(config.dsn)) return { config, findings: [], unseen: usedByServer };
    const missing = config.arePluginsNamed ? config.plugins.filter((folder) => !existsSync(folder)) : [];
    const folders = missing.map((folder) => ({
      code: 'plugin-folder-missing',
      message: `The folder of plug-ins ${folder} does not exist.`,
      examples: [],
      advice: 'Make it, or take it out of `plugins` in the configuration.',
      isMendable: false,
    }));
    return { config, findings: [...keyFindings(config), ...folders], unseen: [] };
  } catch (error) {
    return { config: undefined, findings: [findingOf(error)], unseen: [] };
  }
}
