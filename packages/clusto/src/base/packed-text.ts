import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** A text, compressed by gzip as it comes. What the text throws, its reader is thrown. */
export const packedText = (text: AsyncIterable<string>): Readable =>
  pipeline(Readable.from(text), createGzip(), () => undefined);
