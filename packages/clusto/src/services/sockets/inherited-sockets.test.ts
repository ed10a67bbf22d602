import { expect, test } from 'vitest';
import { inheritedSockets } from './inherited-sockets.ts';

const pid = 4711;
const environment = { LISTEN_PID: '4711', LISTEN_FDS: '3', LISTEN_FDNAMES: 'dhcpd.eth0:dhcpd.vlan1.7:monitor' };

test('sockets are handed on from descriptor 3 on, by their names', () => {
  expect(inheritedSockets(environment, pid)).toEqual([
    { fd: 3, service: 'dhcpd', name: 'eth0' },
    { fd: 4, service: 'dhcpd', name: 'vlan1.7' },
    { fd: 5, service: 'monitor', name: '' },
  ]);
});

test('names may be missing', () => {
  expect(inheritedSockets({ LISTEN_PID: '4711', LISTEN_FDS: '1' }, pid)).toEqual([{ fd: 3, service: '', name: '' }]);
});

test.each([
  ['are those of this process alone', { ...environment, LISTEN_PID: '4712' }],
  ['are none without the variables', {}],
  ['are none when their number is none', { ...environment, LISTEN_FDS: 'many' }],
  ['are none when there are 0', { ...environment, LISTEN_FDS: '0' }],
])('sockets %s', (_, given) => {
  expect(inheritedSockets(given, pid)).toEqual([]);
});
