import { parse, TomlError } from 'smol-toml';
import { failure } from '../base/errors.ts';
import { readText } from './read-text.ts';
import { checkConfig, type ConfigFile } from './check-config.ts';

/** Reads and checks a configuration file. @throws CONFIG_MISSING, CONFIG_INVALID with line and column */
export function readConfigFile(path: string): ConfigFile {
  try {
    const file = { path, content: parse(readText(path)) };
    checkConfig(file);
    return file;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [, reason = ''] = /^Invalid TOML document: ([^\n]*)/.exec(error.message) ?? [];
    throw failure(
      'CONFIG_INVALID',
      { file: path, reason: `line ${error.line}, column ${error.column}: ${reason}` },
      error,
    );
  }
}
