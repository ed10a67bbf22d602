import { expect, test } from 'vitest';
import { udpDrops } from './udp-drops.ts';

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100000A:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 20001 2 0000000000000000 7
  102: 00000000:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 20002 2 0000000000000000 5
  103: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 20003 2 0000000000000000 9
`;

test('drops are those of all sockets at the port', () => {
  expect(udpDrops(table, 67)).toBe(12);
  expect(udpDrops(table, 68)).toBe(9);
  expect(udpDrops(table, 69)).toBe(0);
});
