import { createReadStream, type ReadStream, statSync } from 'node:fs';
import { failure } from '../base/errors.ts';
import { type PlacedRecord } from '../operations/dhcp/replay-dhcp.ts';
import { readDhcpRecords } from '../operations/dhcp/read-dhcp-records.ts';

/** The bytes of a file. @throws FILE_UNREADABLE */
async function* bytesOf(file: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const stream: ReadStream & AsyncIterable<Buffer> = createReadStream(file);
  try {
    for await (const piece of stream) {
      onRead(piece.length);
      yield piece;
    }
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw failure('FILE_UNREADABLE', { file, reason: message }, error);
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/**
 * The recorded requests of files, one after the other, as often as they are asked for.
 * @param progress hears how much of how much has been read, in bytes
 * @param reads how often the files are read
 */
export function openDhcpRecords(
  files: readonly string[],
  progress: (done: number, total: number) => void,
  reads: number,
): () => AsyncGenerator<PlacedRecord> {
  const total = reads * files.reduce((sum, file) => sum + sizeOf(file), 0);
  let done = 0;
  return async function* () {
    for (const file of files)
      yield* readDhcpRecords(
        bytesOf(file, (bytes) => progress((done += bytes), total)),
        file,
      );
  };
}
