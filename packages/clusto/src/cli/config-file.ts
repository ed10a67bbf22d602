import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { failure } from '../base/errors.ts';
import { type Environment, xdgFolders } from './xdg-folders.ts';

/** A configuration file as it was found: its full path and what it says, not yet checked. */
export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const systemFile = '/etc/clusto/clusto.toml';

function findFile(named: string | undefined, environment: Environment): string | undefined {
  if (named !== undefined) return resolve(named);
  return [join(xdgFolders(environment).config, 'clusto.toml'), systemFile].find((file) => existsSync(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'permission denied',
      EISDIR: 'it is a folder',
    };
    const reason = reasons[String(code)] ?? (error instanceof Error ? error.message : error);
    throw failure('CONFIG_MISSING', { file, reason }, error);
  }
}

/**
 * The configuration file: the one that is named, else that of the user, else that of the machine, else none.
 * @throws CONFIG_MISSING, CONFIG_INVALID with line and column
 */
export function readConfigFile(path: string | undefined, environment: Environment): ConfigFile | undefined {
  const named = path ?? (environment['CLUSTO_CONFIG'] || undefined);
  const file = findFile(named, environment);
  if (file === undefined) return undefined;
  try {
    return { path: file, content: parse(readText(file)) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [, reason = ''] = /^Invalid TOML document: ([^\n]*)/.exec(error.message) ?? [];
    throw failure('CONFIG_INVALID', { file, reason: `line ${error.line}, column ${error.column}: ${reason}` }, error);
  }
}
