import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { readDuid } from '../../wire/dhcp/duid.ts';
import { serverDuid } from './server-duid.ts';

const machine = '0123456789abcdef0123456789abcdef';

test('the identifier of the server is the one that is configured', () => {
  expect(serverDuid(Uint8Array.of(0, 2, 9), machine)).toEqual(Uint8Array.of(0, 2, 9));
});

test('else it is always the same on one machine, and does not show the identifier of the machine', () => {
  const duid = serverDuid(undefined, machine);
  // clients know the server by it for as long as their leases last: it is a promise
  expect(Buffer.from(duid).toString('hex')).toBe('0004f59b8a2e718d4d678c607cb6b5aef0d1');
  expect(readDuid(duid).kind).toBe('uuid');
  expect(serverDuid(undefined, machine.replace('0', '1'))).not.toEqual(duid);
});

test('and without either there is none', () => {
  expect(() => serverDuid(undefined, 'uninitialized')).toThrow('dhcpd.duid must be hexadecimal digits');
});
