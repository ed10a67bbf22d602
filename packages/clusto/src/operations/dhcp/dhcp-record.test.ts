import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DhcpRecord, dhcpRecordLine, parseDhcpRecord } from './dhcp-record.ts';
import { readDhcpRecords } from './read-dhcp-records.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const common = {
  time: fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') }),
  version: fc.option(fc.nat()),
  interface: fc.option(fc.string()),
  source: fc.constantFrom('10.0.0.254', '0.0.0.0', 'fe80::1'),
  port: fc.nat({ max: 65_535 }),
  trust: fc.constantFrom('refused', 'answered', 'believed'),
  rapidCommit: fc.boolean(),
  packet: fc.uint8Array({ minLength: 1, maxLength: 600 }),
} as const;
const four = fc.record({
  ...common,
  family: fc.constant(4 as const),
  server: fc.nat({ max: 0xffff_ffff }),
  link: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
});
const six = fc.record({
  ...common,
  family: fc.constant(6 as const),
  server: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  links: fc.array(bytes(16), { maxLength: 3 }),
  isUnicast: fc.boolean(),
});
const records: fc.Arbitrary<DhcpRecord> = fc.oneof(four, six);

async function read(pieces: readonly string[]): Promise<DhcpRecord[]> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield Buffer.from(piece, 'latin1');
  }
  const found: DhcpRecord[] = [];
  for await (const { record } of readDhcpRecords(stream(), 'r.jsonl')) found.push(record);
  return found;
}

const valid: DhcpRecord = {
  family: 4,
  time: new Date(0),
  version: 3,
  interface: null,
  source: '10.0.0.9',
  port: 67,
  trust: 'answered',
  rapidCommit: false,
  server: 1,
  link: undefined,
  packet: Uint8Array.of(1),
};

describe('a recorded request', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(records, (record) => {
        const line = dhcpRecordLine(record);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(parseDhcpRecord(line, 'here')).toEqual(record);
      }),
    );
  });

  test('is one line with the fields of the documentation', () => {
    expect(JSON.parse(dhcpRecordLine(valid))).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      version: 3,
      family: 4,
      interface: null,
      server: '0.0.0.1',
      links: [],
      source: '10.0.0.9',
      port: 67,
      unicast: null,
      trust: 'answered',
      rapidCommit: false,
      packet: 'AQ==',
    });
  });

  test('is read wherever the pieces of a file end', async () => {
    const text = [valid, valid, valid].map(dhcpRecordLine).join('');
    for (const size of [1, 7, text.length])
      expect(await read(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toEqual([valid, valid, valid]);
  });

  test('that is being written is left out', async () => {
    const line = dhcpRecordLine(valid);
    expect(await read([line, line.trimEnd()])).toEqual([valid, valid]);
    expect(await read([line, line.slice(0, 40)])).toEqual([valid]);
  });

  test.each([
    ['nonsense', 'it is no JSON'],
    ['7', 'time is to be a time like 2026-11-01T12:00:00.000Z'],
    [JSON.stringify({ ...JSON.parse(dhcpRecordLine(valid)), packet: '!' }), 'packet is to be bytes in base64'],
    [JSON.stringify({ ...JSON.parse(dhcpRecordLine(valid)), family: 5 }), 'family is to be 4 or 6'],
    [JSON.stringify({ ...JSON.parse(dhcpRecordLine(valid)), server: '::1' }), 'server is to be an IPv4 address'],
    ['x'.repeat(200_000), 'the line is longer than 131072 bytes'],
  ])('%.20s… is refused with its file and line', async (line, reason) => {
    await expect(read([dhcpRecordLine(valid), '\n', line, '\n'])).rejects.toMatchObject({
      code: 'DHCP_RECORD_INVALID',
      message: `The recorded request at r.jsonl:3 cannot be read: ${reason}.`,
    });
  });
});
