import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { failure } from '../base/errors.ts';
import { checkConfig, type ConfigFile } from './check-config.ts';

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
