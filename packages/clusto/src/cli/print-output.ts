import { type Output } from '../operations/outputs/output.ts';
import { note, printJson, writeOut } from './print.ts';

/** Where an output goes. */
export interface FileOptions {
  readonly json?: boolean;
  readonly file?: string;
}

const shownThings = 5;
/** Enough for a pipe not to be the slow part. */
const blockLength = 65_536;

function tellSkipped({ skipped }: Output): void {
  for (const { reason, things } of skipped) {
    const more = things.length > shownThings ? `, and ${things.length - shownThings} more` : '';
    note(`left out for ${reason}: ${things.length} (${things.slice(0, shownThings).join(', ')}${more})`);
  }
}

/** The pieces, joined to blocks. */
function* blocks(pieces: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < blockLength) continue;
    yield block;
    block = '';
  }
  yield block;
}

/**
 * Prints an output, or writes it to a file. What was left out is told on stderr, once for each reason.
 * @throws FILE_UNWRITABLE
 */
export async function printOutput(output: Output, { json, file }: FileOptions): Promise<void> {
  const { version, mediaType, skipped, pieces, passing } = output;
  tellSkipped(output);
  if (file !== undefined) {
    const { writeIfChanged } = await import('./write-if-changed.ts');
    const isWritten = await writeIfChanged(file, [...pieces].join(''), passing);
    if (json === true) printJson({ version, mediaType, skipped, file, isWritten });
    else note(isWritten ? `wrote ${file}, of version ${version}` : `${file} has nothing to change`);
  } else if (json === true) printJson({ version, mediaType, skipped, text: [...pieces].join('') });
  else for (const block of blocks(pieces)) await writeOut(block);
}
