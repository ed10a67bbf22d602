import { createHmac, timingSafeEqual } from 'node:crypto';
import { failure } from '../../base/errors.ts';

/** Where a list goes on. */
export interface Position {
  /** The version that all pages of the list show. */
  readonly version: number;
  readonly after: readonly (string | number)[];
}

const bytesOfSeal = 16;

/** What a list is of: its endpoint and parameters, but for those that change from page to page. */
function listMark(endpoint: string, parameters: Readonly<Record<string, unknown>>): string {
  const { cursor: _cursor, limit: _limit, count: _count, fields: _fields, expand: _expand, ...rest } = parameters;
  return JSON.stringify([endpoint, Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** Makes and reads cursors: positions that are sealed, so that only those are taken which a list of this inventory gave. */
export class Cursors {
  readonly #key: Buffer;

  /** @param key the same for all servers of an inventory */
  constructor(key: Buffer) {
    this.#key = key;
  }

  #seal(text: string, mark: string): Buffer {
    return createHmac('sha256', this.#key).update(`${mark}\n${text}`).digest().subarray(0, bytesOfSeal);
  }

  write(endpoint: string, parameters: Readonly<Record<string, unknown>>, { version, after }: Position): string {
    const text = JSON.stringify([version, ...after]);
    const seal = this.#seal(text, listMark(endpoint, parameters));
    return Buffer.concat([seal, Buffer.from(text)]).toString('base64url');
  }

  /** @throws CURSOR_INVALID */
  read(endpoint: string, parameters: Readonly<Record<string, unknown>>, cursor: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const text = bytes.subarray(bytesOfSeal).toString();
    const seal = this.#seal(text, listMark(endpoint, parameters));
    if (bytes.length <= bytesOfSeal || !timingSafeEqual(bytes.subarray(0, bytesOfSeal), seal))
      throw failure('CURSOR_INVALID', { reason: 'it was not given by this list with these parameters' });
    const [version, ...after] = JSON.parse(text) as [number, ...(string | number)[]];
    return { version, after };
  }
}
