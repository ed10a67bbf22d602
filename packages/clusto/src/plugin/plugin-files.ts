import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The plug-ins of some folders, in the order of the folders, sorted within. What stands in folders below is for the
 * plug-ins to import. A folder that does not exist, or may not be read, has none.
 */
export function pluginFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && /^[^.].*\.[cm]?[jt]s$/.test(entry.name))
        .filter(({ name }) => !/\.(?:d|test|config)\.[cm]?[jt]s$/.test(name))
        .map(({ name }) => join(folder, name))
        .sort();
    } catch {
      return [];
    }
  });
}
