import { readFileSync, realpathSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { failure } from '../base/errors.ts';

function present(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes a file as a whole: who reads it sees the old one or the new one. One that says the same already is not touched,
 * so that what watches it (a path unit of systemd, say) sees changes only. Mode and owner stay.
 * @param passing what may differ without the file being another
 * @returns whether it was written
 * @throws FILE_UNWRITABLE
 */
export async function writeIfChanged(file: string, text: string, passing?: RegExp): Promise<boolean> {
  const lasting = (one: string): string => (passing === undefined ? one : one.replace(passing, ''));
  try {
    const before = present(file);
    if (before !== undefined && lasting(before) === lasting(text)) return false;
    await writeFileAtomic(before === undefined ? file : realpathSync(file), text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    throw failure('FILE_UNWRITABLE', { file, reason: message }, error);
  }
}
