import { readFileSync } from 'node:fs';
import { failure } from '../base/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

/** A file of the configuration, or one that it names; or one of data. @throws CONFIG_MISSING, or the other code */
export function readText(file: string, code: 'CONFIG_MISSING' | 'FILE_UNREADABLE' = 'CONFIG_MISSING'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code: reason = '', message } = error as NodeJS.ErrnoException;
    throw failure(code, { file, reason: reasons[reason] ?? message }, error);
  }
}
