import { failure } from '../../base/errors.ts';

export interface IsoFile {
  /** Of letters, digits, `.`, `_` and `-`, at most 30. */
  readonly name: string;
  readonly content: string;
}

const sectorSize = 2048;
// the sectors of an image, in their order; the first 16 belong to the system that boots
const place = {
  primary: 16,
  joliet: 17,
  end: 18,
  paths: 19,
  jolietPaths: 21,
  root: 23,
  jolietRoot: 24,
  files: 25,
} as const;

/** A number in both byte orders, as ISO 9660 wants most of them. */
function both(buffer: Buffer, offset: number, value: number, bytes: 2 | 4): void {
  buffer.writeUIntLE(value, offset, bytes);
  buffer.writeUIntBE(value, offset + bytes, bytes);
}

const sectors = (bytes: number): number => Math.ceil(bytes / sectorSize);

function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** A directory record (ECMA-119 section 9.1). */
function record(name: Buffer, sector: number, size: number, date: Date, isFolder: boolean): Buffer {
  const buffer = Buffer.alloc(33 + name.length + (name.length % 2 === 0 ? 1 : 0));
  buffer[0] = buffer.length;
  both(buffer, 2, sector, 4);
  both(buffer, 10, size, 4);
  const [year, month, day] = [date.getUTCFullYear() - 1900, date.getUTCMonth() + 1, date.getUTCDate()];
  buffer.set([year, month, day, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), 0], 18);
  buffer[25] = isFolder ? 2 : 0;
  both(buffer, 28, 1, 2);
  buffer[32] = name.length;
  name.copy(buffer, 33);
  return buffer;
}

interface Tree {
  /** Where the path tables are, in little and in big endian, and the root folder. */
  readonly paths: number;
  readonly root: number;
  readonly isJoliet: boolean;
}

/** A volume descriptor (ECMA-119 section 8.4), or the one of Joliet, which is the same with names in UCS-2. */
function descriptor(label: string, size: number, date: Date, { paths, root, isJoliet }: Tree): Buffer {
  const buffer = Buffer.alloc(sectorSize);
  const text = (value: string, offset: number, length: number): void => {
    const padded = value.padEnd(isJoliet ? length >> 1 : length);
    (isJoliet ? swapped(padded) : Buffer.from(padded, 'latin1')).copy(buffer, offset);
  };
  buffer.set([isJoliet ? 2 : 1, ...Buffer.from('CD001'), 1]);
  text('', 8, 32);
  text(label, 40, 32);
  both(buffer, 80, size, 4);
  if (isJoliet) buffer.write('%/E', 88, 'latin1');
  both(buffer, 120, 1, 2);
  both(buffer, 124, 1, 2);
  both(buffer, 128, sectorSize, 2);
  both(buffer, 132, 10, 4);
  buffer.writeUInt32LE(paths, 140);
  buffer.writeUInt32BE(paths + 1, 148);
  record(Buffer.of(0), root, sectorSize, date, true).copy(buffer, 156);
  for (const offset of [190, 318, 446, 574]) text('', offset, 128);
  for (const offset of [702, 739, 776]) text('', offset, 37);
  const stamp = `${date.toISOString().replace(/\D/g, '').slice(0, 14)}00`;
  for (const offset of [813, 830]) buffer.write(stamp, offset, 'latin1');
  for (const offset of [847, 864]) buffer.write('0'.repeat(16), offset, 'latin1');
  buffer[881] = 1;
  return buffer;
}

/**
 * An image of a compact disc with a few files in its root folder: ISO 9660 (ECMA-119) with the long names of Joliet, which
 * every system reads. The same input gives the same bytes.
 * @throws ARGUMENT_INVALID for a name or a label that does not fit
 */
export function isoImage(label: string, files: readonly IsoFile[], date: Date): Buffer {
  const refuse = (value: string, expected: string): never => {
    throw failure('ARGUMENT_INVALID', { argument: 'a name in an ISO image', expected, value });
  };
  if (!/^\w{1,16}$/.test(label)) refuse(label, 'at most 16 letters, digits and underscores');
  let next: number = place.files;
  const placed = files
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, content }) => {
      if (!/^[\w.-]{1,30}$/.test(name)) refuse(name, 'at most 30 letters, digits, dots, dashes and underscores');
      const bytes = Buffer.from(content, 'utf8');
      const sector = next;
      next += sectors(bytes.length);
      return { name, bytes, sector };
    });
  const image = Buffer.alloc(next * sectorSize);
  const put = (content: Buffer, sector: number): void => void content.copy(image, sector * sectorSize);
  for (const tree of [
    { at: place.primary, paths: place.paths, root: place.root, isJoliet: false },
    { at: place.joliet, paths: place.jolietPaths, root: place.jolietRoot, isJoliet: true },
  ]) {
    put(descriptor(label, next, date, tree), tree.at);
    const path = Buffer.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    path.writeUInt16LE(1, 6);
    path.writeUInt32LE(tree.root, 2);
    put(path, tree.paths);
    path.writeUInt16BE(1, 6);
    path.writeUInt32BE(tree.root, 2);
    put(path, tree.paths + 1);
    const self = [0, 1].map((which) => record(Buffer.of(which), tree.root, sectorSize, date, true));
    const listed = placed.map(({ name, bytes, sector }) => {
      const shown = tree.isJoliet ? swapped(name) : Buffer.from(`${name.toUpperCase()};1`, 'latin1');
      return record(shown, sector, bytes.length, date, false);
    });
    const folder = Buffer.concat([...self, ...listed]);
    if (folder.length > sectorSize) refuse(`${files.length} files`, 'of few files');
    put(folder, tree.root);
  }
  put(Buffer.of(255, ...Buffer.from('CD001'), 1), place.end);
  for (const { bytes, sector } of placed) put(bytes, sector);
  return image;
}
