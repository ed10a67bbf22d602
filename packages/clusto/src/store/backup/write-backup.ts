import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClustoException, failure } from '../../base/errors.ts';

/** Has the folder remember what its files are called. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a compressed text to a file that its owner alone may read. The file has its name when it is whole and on the disk; a failure or
 * an interruption leaves what was there before, and nothing else.
 * @throws BACKUP_UNWRITABLE, INTERRUPTED, and what the bytes throw
 */
export async function writeBackup(
  file: string,
  bytes: AsyncIterable<Uint8Array | string>,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${file}.partial`;
  try {
    // a partial file of a process that was killed is nobody's
    await rm(partial, { force: true });
    const target = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(bytes, target, signal === undefined ? {} : { signal });
    await rename(partial, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (error instanceof ClustoException) throw error;
    if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `writing ${file}` }, error);
    throw failure('BACKUP_UNWRITABLE', { file, reason: (error as Error).message }, error);
  }
}
