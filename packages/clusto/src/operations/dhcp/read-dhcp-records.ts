import { Buffer } from 'node:buffer';
import { failure } from '../../base/errors.ts';
import { parseDhcpRecord } from './dhcp-record.ts';
import type { PlacedRecord } from './replay-dhcp.ts';

/** What a record can be at most, in bytes: the largest datagram in base64, and its fields. */
const longestLine = 128 * 1024;
const newLine = 10;

/** The lines of what comes in pieces, each with its number and whether it has its end. */
async function* linesOf(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<{ readonly text: string; readonly number: number; readonly isWhole: boolean }> {
  let [rest, number] = [Buffer.alloc(0), 0];
  for await (const piece of pieces) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = rest.indexOf(newLine); end >= 0; end = rest.indexOf(newLine, from)) {
      number += 1;
      yield { text: rest.toString('utf8', from, end), number, isWhole: true };
      from = end + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > longestLine)
      throw failure('DHCP_RECORD_INVALID', {
        place: `${file}:${number + 1}`,
        reason: `the line is longer than ${longestLine} bytes`,
      });
  }
  if (rest.length > 0) yield { text: rest.toString(), number: number + 1, isWhole: false };
}

/**
 * Reads recorded requests, a line at a time. A last line that is not there as a whole is one that is being written, and
 * left out.
 * @param file its name, for where a record stands @throws DHCP_RECORD_INVALID
 */
export async function* readDhcpRecords(pieces: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<PlacedRecord> {
  for await (const { text, number, isWhole } of linesOf(pieces, file)) {
    if (text.trim() === '') continue;
    const place = `${file}:${number}`;
    if (!isWhole && !text.trimEnd().endsWith('}')) continue;
    yield { place, record: parseDhcpRecord(text, place) };
  }
}
