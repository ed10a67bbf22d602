import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../base/errors.ts';
import { decodeDhcp4, type Dhcp4Packet, encodeDhcp4 } from './dhcp4-packet.ts';

const byte = fc.nat(255);
const word = fc.nat(0xffff_ffff);
const text = (max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: max }).map((bytes) => Buffer.from(bytes).toString('latin1'));
/** Not those that are no option, or that the codec writes by itself. */
const code = fc.integer({ min: 1, max: 254 }).filter((number) => number !== 52);
const value = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 250, maxLength: 800 }));
const packets: fc.Arbitrary<Dhcp4Packet> = fc.record({
  op: byte,
  htype: byte,
  hlen: byte,
  hops: byte,
  xid: word,
  secs: fc.nat(0xffff),
  flags: fc.nat(0xffff),
  ciaddr: word,
  yiaddr: word,
  siaddr: word,
  giaddr: word,
  chaddr: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  sname: text(63),
  file: text(127),
  options: fc.array(fc.tuple(code, value), { maxLength: 20 }).map((entries) => new Map(entries)),
});

/** As plain values that compare by content, whatever the order of options. */
const plain = ({ chaddr, options, ...rest }: Dhcp4Packet): unknown => ({
  ...rest,
  chaddr: [...chaddr],
  options: Object.fromEntries([...options].map(([number, bytes]) => [number, Buffer.from(bytes).toString('hex')])),
});

const example: Dhcp4Packet = {
  op: 2,
  htype: 1,
  hlen: 6,
  hops: 0,
  xid: 7,
  secs: 0,
  flags: 0,
  ciaddr: 0,
  yiaddr: 0x0a00_0002,
  siaddr: 0,
  giaddr: 0,
  chaddr: new Uint8Array(16),
  sname: '',
  file: '',
  options: new Map([[53, Uint8Array.of(2)]]),
};
const filled = (length: number): Uint8Array => new Uint8Array(length).fill(7);
/** The bytes of the options, behind the magic cookie. */
const tail = (bytes: Uint8Array, size: number): number[] => [...bytes.subarray(240, 240 + size)];

describe('a packet', () => {
  test('is what it was after writing and reading', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        expect(plain(decodeDhcp4(encodeDhcp4(packet).bytes))).toEqual(plain(packet));
      }),
      { numRuns: 200 },
    );
  });

  test('keeps to its size, and loses only what is told', () => {
    fc.assert(
      fc.property(packets, fc.integer({ min: 300, max: 1500 }), (packet, size) => {
        const { bytes, left } = encodeDhcp4(packet, { size });
        expect(bytes.length).toBeLessThanOrEqual(size);
        const read = decodeDhcp4(bytes);
        for (const [number, wanted] of packet.options)
          expect([number, left.includes(number) ? [] : [...(read.options.get(number) ?? [])]]).toEqual([
            number,
            left.includes(number) ? [] : [...wanted],
          ]);
        if (left.length === 0) expect(read.file === '' ? '' : packet.file).toBe(read.file);
      }),
      { numRuns: 200 },
    );
  });

  test('has at least 300 bytes', () => {
    expect(encodeDhcp4(example).bytes).toHaveLength(300);
  });

  test('ends with the relay information, whatever was set first', () => {
    const options = new Map([
      [82, filled(3)],
      [53, Uint8Array.of(2)],
    ]);
    expect(tail(encodeDhcp4({ ...example, options }).bytes, 9)).toEqual([53, 1, 2, 82, 3, 7, 7, 7, 255]);
  });

  test('splits what is longer than 255 bytes into parts of the same code', () => {
    const { bytes } = encodeDhcp4({ ...example, options: new Map([[119, filled(300)]]) });
    expect(tail(bytes, 2)).toEqual([119, 255]);
    expect([...bytes.subarray(240 + 257, 240 + 259)]).toEqual([119, 45]);
  });

  test('leaves out what is spare before it uses other fields for options', () => {
    const options = new Map([
      [53, Uint8Array.of(2)],
      [224, filled(200)],
      [15, filled(200)],
    ]);
    const { bytes, left } = encodeDhcp4({ ...example, file: 'boot', options }, { size: 548, spare: new Set([224]) });
    expect(left).toEqual([224]);
    expect(decodeDhcp4(bytes)).toMatchObject({ file: 'boot' });
  });

  test('moves its names into options when their fields are used, each of which has its end', () => {
    const options = new Map([
      [53, Uint8Array.of(2)],
      [15, filled(250)],
      [17, filled(100)],
      [82, filled(30)],
    ]);
    const { bytes, left } = encodeDhcp4({ ...example, file: 'boot', sname: 'srv', options }, { size: 548 });
    expect(left).toEqual([]);
    expect(tail(bytes, 6)).toEqual([53, 1, 2, 52, 1, 3]);
    const read = decodeDhcp4(bytes);
    expect(read).toMatchObject({ file: '', sname: '' });
    expect(Buffer.from(read.options.get(67) ?? []).toString()).toBe('boot');
    expect(Buffer.from(read.options.get(66) ?? []).toString()).toBe('srv');
    for (const [from, to] of [
      [44, 108],
      [108, 236],
    ] as const)
      expect(bytes.subarray(from, to)).toContain(255);
    // the relay information is behind the others, in the field of options
    expect([...bytes.subarray(bytes.lastIndexOf(82), bytes.lastIndexOf(82) + 2)]).toEqual([82, 30]);
  });

  test('drops the relay information only where no other field could help', () => {
    const options = new Map([
      [53, Uint8Array.of(2)],
      [82, filled(255)],
      [15, filled(40)],
    ]);
    const { left } = encodeDhcp4({ ...example, options }, { size: 400, core: new Set([53]) });
    expect(left).toEqual([82]);
  });
});

describe('reading', () => {
  const options = (...bytes: number[]): Uint8Array => {
    const packet = Buffer.alloc(240 + bytes.length);
    packet.writeUInt32BE(0x6382_5363, 236);
    packet.set(bytes, 240);
    return packet;
  };

  test('takes PAD anywhere, a missing END, and any order', () => {
    const { options: read } = decodeDhcp4(options(0, 12, 1, 65, 0, 0, 53, 1, 1));
    expect([...read.keys()]).toEqual([12, 53]);
  });

  test('joins parts of the same code', () => {
    const { options: read } = decodeDhcp4(options(55, 1, 1, 53, 1, 1, 55, 2, 3, 6, 255));
    expect([...(read.get(55) ?? [])]).toEqual([1, 3, 6]);
  });

  test('reads options in file and server name when it is told to, in this order', () => {
    const packet = options(52, 1, 3, 55, 1, 1, 255);
    packet.set([55, 1, 3, 255], 108);
    packet.set([55, 1, 6, 255], 44);
    const read = decodeDhcp4(packet);
    expect([...(read.options.get(55) ?? [])]).toEqual([1, 3, 6]);
    expect(read).toMatchObject({ file: '', sname: '' });
    expect(read.options.has(52)).toBe(false);
  });

  test.each([
    ['is shorter than 240 bytes', new Uint8Array(239)],
    ['has another cookie', new Uint8Array(300)],
    ['has an option beyond its end', options(12, 9, 65)],
    ['ends with a code', options(53, 1, 1, 12)],
  ])('refuses what %s', (_, bytes) => {
    expect(() => decodeDhcp4(bytes)).toThrow(expect.objectContaining({ code: 'PACKET_MALFORMED' }));
  });

  test('of any bytes gives a packet or the one error', () => {
    const mutated = fc
      .tuple(packets, fc.array(fc.tuple(fc.nat(700), byte), { maxLength: 20 }), fc.nat(700))
      .map(([packet, changes, cut]) => {
        const bytes = encodeDhcp4(packet).bytes.slice(0, 240 + cut);
        for (const [at, changed] of changes) if (at < bytes.length) bytes[at] = changed;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 600 })), (bytes) => {
        try {
          decodeDhcp4(bytes);
        } catch (error) {
          expect(error instanceof ClustoException && error.code).toBe('PACKET_MALFORMED');
        }
      }),
      { seed: 2131, numRuns: 2000, interruptAfterTimeLimit: 3000 },
    );
  });
});
