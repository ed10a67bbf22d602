import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../base/errors.ts';
import { formatMac } from '../mac-number.ts';
import { decodeMacNotification, encodeMacNotification, type MacNotification } from './mac-notification.ts';
import { readTrapEvents, type TrapVarbind } from './trap-events.ts';

const entries: fc.Arbitrary<MacNotification[]> = fc.array(
  fc.record({
    operation: fc.constantFrom('learned', 'removed'),
    vlan: fc.nat(0xffff),
    mac: fc.nat(2 ** 48 - 1).map(formatMac),
    port: fc.nat(0xffff),
  }),
  { maxLength: 23 },
);
const macChanged = '1.3.6.1.4.1.9.9.215.1.1.8.1.2';
const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('a MAC notification', () => {
  test('holds several entries, up to the first without an operation', () => {
    const two = '01 01ba 001b213c4d5e 0007  02 0001 001b213c4d5f 0008';
    expect(decodeMacNotification(bytes(`${two} 00 0000 000000000000 0000`))).toEqual([
      { operation: 'learned', vlan: 442, mac: '00:1b:21:3c:4d:5e', port: 7 },
      { operation: 'removed', vlan: 1, mac: '00:1b:21:3c:4d:5f', port: 8 },
    ]);
  });

  test.each([
    ['01 01ba 001b213c4d5e 00', 'part of an entry'],
    ['07 01ba 001b213c4d5e 0007', 'an operation that is not defined'],
    // Juniper numbers ports with four bytes
    ['01 01ba 001b213c4d5e 00000207  01 01ba 001b213c4d5f 00000208', 'another format'],
  ])('%s is refused: %s', (hex) => {
    expect(() => decodeMacNotification(bytes(hex))).toThrow(expect.objectContaining({ code: 'PACKET_MALFORMED' }));
  });

  test('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(entries, (some) => {
        expect(decodeMacNotification(encodeMacNotification(some))).toEqual(some);
      }),
    );
  });
});

describe('what a trap says', () => {
  const name = (oid: string, text: string): TrapVarbind => ({ oid, value: Buffer.from(text) });
  const index: TrapVarbind = { oid: '1.3.6.1.2.1.2.2.1.1.10107', value: 10_107 };

  test('are the entries of all rows of the history', () => {
    const rows = [1, 17].map((row) => ({
      oid: `${macChanged}.${row}`,
      value: encodeMacNotification([{ operation: 'learned', vlan: 1, mac: '00:00:00:00:00:01', port: row }]),
    }));
    const events = readTrapEvents('1.3.6.1.4.1.9.9.215.2.0.1', [
      ...rows,
      { oid: `${macChanged}0.1`, value: bytes('07') },
    ]);
    expect(events).toMatchObject([{ port: 1 }, { port: 17 }]);
  });

  test.each([
    ['1.3.6.1.6.3.1.1.5.3', [name('1.3.6.1.2.1.2.2.1.2.10107', 'GigabitEthernet0/7')], 'down', 'GigabitEthernet0/7'],
    [
      '1.3.6.1.6.3.1.1.5.4',
      [name('1.3.6.1.2.1.2.2.1.2.10107', 'GigabitEthernet0/7'), name('1.3.6.1.2.1.31.1.1.1.1.10107', 'Gi0/7')],
      'up',
      'Gi0/7',
    ],
    ['1.3.6.1.6.3.1.1.5.4', [], 'up', null],
  ])('is the state of a link: %s', (trap, more, state, shown) => {
    expect(readTrapEvents(trap, [index, ...more])).toEqual([{ kind: 'link', state, index: 10_107, name: shown }]);
  });

  test('is nothing where it is about something else, or lacks what matters', () => {
    expect(readTrapEvents('1.3.6.1.6.3.1.1.5.1', [index])).toEqual([]);
    expect(readTrapEvents('1.3.6.1.6.3.1.1.5.3', [])).toEqual([]);
  });

  test('is read or refused as malformed, whatever bytes come', () => {
    const value = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.integer(), fc.string(), fc.constant(null));
    const oid = fc.constantFrom(`${macChanged}.1`, index.oid, '1.3.6.1.2.1.2.2.1.2.1', '', '1');
    const varbinds = fc.array(fc.record({ oid, value }), { maxLength: 5 });
    const trap = fc.constantFrom('1.3.6.1.6.3.1.1.5.3', '1.3.6.1.6.3.1.1.5.4', '', 'constructor');
    fc.assert(
      fc.property(trap, varbinds, (one, some) => {
        try {
          for (const event of readTrapEvents(one, some)) expect(['mac', 'link']).toContain(event.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(ClustoException);
          expect(error).toMatchObject({ code: 'PACKET_MALFORMED' });
        }
      }),
    );
  });
});
