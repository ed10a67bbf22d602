import { readFileSync } from 'node:fs';
import { failure } from '../base/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

/** A file of the configuration, or one that it names. @throws CONFIG_MISSING */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw failure('CONFIG_MISSING', { file, reason: reasons[code] ?? message }, error);
  }
}
