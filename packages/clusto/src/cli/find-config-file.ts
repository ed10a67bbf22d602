import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Environment, xdgFolders } from './xdg-folders.ts';

const systemFile = '/etc/clusto/clusto.toml';

/**
 * Where the configuration is: the file that is named, else that of the user, else that of the machine. Undefined where
 * there is none; one that is named need not exist, which is for the reader to complain of.
 */
export function findConfigFile(named: string | undefined, environment: Environment): string | undefined {
  const file = named || environment['CLUSTO_CONFIG'];
  if (file) return resolve(file);
  return [join(xdgFolders(environment).config, 'clusto.toml'), systemFile].find((candidate) => existsSync(candidate));
}
