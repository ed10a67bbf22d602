import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IsoFile, isoImage } from './iso-image.ts';

/** Reads an image by the book (ECMA-119), independently of how it was made. @param descriptor the sector of the tree */
function readIso(image: Buffer, descriptor: 16 | 17): { label: string; files: IsoFile[] } {
  const sector = (number: number): Buffer => image.subarray(number * 2048, (number + 1) * 2048);
  const volume = sector(descriptor);
  const isJoliet = descriptor === 17;
  const decode = (bytes: Buffer): string =>
    isJoliet ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString('latin1');
  expect(volume.toString('latin1', 1, 6)).toBe('CD001');
  expect(volume.readUInt32LE(80) * 2048).toBe(image.length);
  expect(volume.readUInt32BE(84) * 2048).toBe(image.length);
  const root = sector(volume.readUInt32LE(156 + 2));
  const paths = sector(volume.readUInt32LE(140));
  expect(sector(paths.readUInt32LE(2))).toEqual(root);
  expect(sector(sector(volume.readUInt32BE(148)).readUInt32BE(2))).toEqual(root);
  const files: IsoFile[] = [];
  for (let at = 0; (root[at] ?? 0) > 0; at += root[at] as number) {
    const name = root.subarray(at + 33, at + 33 + (root[at + 32] as number));
    if (name.length === 1) continue;
    const [start, size] = [root.readUInt32LE(at + 2) * 2048, root.readUInt32LE(at + 10)];
    expect([root.readUInt32BE(at + 6) * 2048, root.readUInt32BE(at + 14)]).toEqual([start, size]);
    files.push({ name: decode(name), content: image.toString('utf8', start, start + size) });
  }
  return { label: decode(volume.subarray(40, 72)).trimEnd(), files };
}

const byName = (one: IsoFile, other: IsoFile): number => (one.name < other.name ? -1 : 1);

test('what is put in is read back, in both of its trees', () => {
  const file = fc.record({
    name: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,29}$/),
    content: fc.string({ maxLength: 5000 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 8 }), (files) => {
      const wellFormed = files.map(({ name, content }) => ({ name, content: content.toWellFormed() }));
      const image = isoImage('cidata', wellFormed, new Date(0));
      const sorted = wellFormed.toSorted(byName);
      expect(readIso(image, 17)).toEqual({ label: 'cidata', files: sorted });
      const upper = sorted.map(({ name, content }) => ({ name: `${name.toUpperCase()};1`, content }));
      expect(readIso(image, 16)).toEqual({ label: 'cidata', files: upper });
    }),
    { numRuns: 30 },
  );
});

test('refuses what does not fit', () => {
  const make = (label: string, name: string) => () => isoImage(label, [{ name, content: '' }], new Date(0));
  expect(make('x'.repeat(17), 'a')).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  expect(make('x', '../a')).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  expect(make('x', 'x'.repeat(31))).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
});
