import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../base/errors.ts';
import { macNumber } from '../mac-number.ts';
import { decodeDhcp6, type Dhcp6Option, type Dhcp6Packet, encodeDhcp6 } from './dhcp6-message.ts';
import { dhcp6Options } from './dhcp6-options.ts';
import { readDuid } from './duid.ts';
import {
  associatedAddressBytes,
  associationBytes,
  readAssociatedAddress,
  readAssociation,
  readTemporaryAssociation,
  temporaryAssociationBytes,
} from './identity-association.ts';

const options: fc.Arbitrary<Dhcp6Option[]> = fc.array(
  fc.tuple(
    fc.nat(0xffff).filter((code) => code !== 9),
    fc.uint8Array({ maxLength: 40 }),
  ),
  { maxLength: 8 },
);
const address = fc.uint8Array({ minLength: 16, maxLength: 16 });
const packets: fc.Arbitrary<Dhcp6Packet> = fc.record({
  message: fc.record({
    type: fc.nat(255).filter((type) => type !== 12 && type !== 13),
    transaction: fc.nat(0xff_ffff),
    options,
  }),
  relays: fc.array(fc.record({ hops: fc.nat(255), link: address, peer: address, options }), { maxLength: 8 }),
});

describe('a message', () => {
  test('is what it was after writing and reading, with its relays', () => {
    fc.assert(
      fc.property(packets, fc.boolean(), (packet, isAnswer) => {
        expect(decodeDhcp6(encodeDhcp6(packet, isAnswer))).toEqual(packet);
      }),
      { numRuns: 200 },
    );
  });

  test('passes eight relays at most', () => {
    const relay = { hops: 0, link: new Uint8Array(16), peer: new Uint8Array(16), options: [] };
    const packet = {
      message: { type: 1, transaction: 7, options: [] },
      relays: Array.from({ length: 9 }, () => relay),
    };
    expect(() => decodeDhcp6(encodeDhcp6(packet, false))).toThrow(
      expect.objectContaining({ code: 'PACKET_MALFORMED' }),
    );
  });

  test('of any bytes is read, or refused by the one error', () => {
    const mutated = fc
      .tuple(packets, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 10 }), fc.nat(600))
      .map(([packet, changes, cut]) => {
        const bytes = encodeDhcp6(packet, false).slice(0, cut);
        for (const [at, changed] of changes) if (at < bytes.length) bytes[at] = changed;
        return bytes;
      });
    const whole = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        expect(error instanceof ClustoException && error.code).toBe('PACKET_MALFORMED');
      }
    };
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        whole(() => decodeDhcp6(bytes));
        whole(() => readAssociation(bytes));
        whole(() => readTemporaryAssociation(bytes));
        whole(() => readAssociatedAddress(bytes));
        expect(readDuid(bytes)).toHaveProperty('kind');
      }),
      { seed: 8415, numRuns: 2000, interruptAfterTimeLimit: 3000 },
    );
  });
});

test('associations and their addresses are what they were', () => {
  const times = fc.record({ preferred: fc.nat(0xffff_ffff), valid: fc.nat(0xffff_ffff), address, options });
  fc.assert(
    fc.property(
      fc.record({ id: fc.nat(0xffff_ffff), t1: fc.nat(9999), t2: fc.nat(9999), options }),
      times,
      (one, other) => {
        expect(readAssociation(associationBytes(one))).toEqual(one);
        expect(readAssociatedAddress(associatedAddressBytes(other))).toEqual(other);
        const temporary = { id: one.id, options: one.options };
        expect(readTemporaryAssociation(temporaryAssociationBytes(temporary))).toEqual(temporary);
      },
    ),
    { numRuns: 50 },
  );
});

test('no code and no name is in the table twice', () => {
  const names = dhcp6Options.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(dhcp6Options.map(({ code }) => code)).size).toBe(dhcp6Options.length);
});

test.each([
  ['link-layer', [0, 3, 0, 1, 0, 0x1b, 0x21, 0x3c, 0x4d, 0x5e], '00:1b:21:3c:4d:5e'],
  ['link-layer and time', [0, 1, 0, 1, 9, 9, 9, 9, 0, 0x1b, 0x21, 0x3c, 0x4d, 0x5e], '00:1b:21:3c:4d:5e'],
  ['link-layer', [0, 3, 0, 32, 0, 0x1b, 0x21, 0x3c, 0x4d, 0x5e], undefined],
  ['enterprise', [0, 2, 0, 0, 0, 9, 1], undefined],
  ['uuid', [0, 4, ...Array.from({ length: 16 }, () => 7)], undefined],
  ['', [], undefined],
])('an identifier of the kind "%s"', (kind, bytes, mac) => {
  expect(readDuid(Uint8Array.from(bytes))).toEqual({ kind, mac: mac === undefined ? undefined : macNumber(mac) });
});
