import { expect, test } from 'vitest';
import { portsOfNics } from './ports-of-nics.ts';

const nic = (name: string, last: number) => ({ name, mac: `00:1b:21:00:00:0${last}` });
const note = (number: number, subkey: string, value: string) => ({ number, subkey, value });

test.each([
  ['its address', [nic('eth0', 1)], [note(2, 'mac', '00:1b:21:00:00:01')], { eth0: 2 }],
  ['its name', [nic('eno1', 1)], [note(2, 'osportname', 'eno1')], { eno1: 2 }],
  ['the number in its name', [nic('eth1', 1), nic('eth0', 2)], [], { eth0: 1, eth1: 2 }],
  ['the lowest of which nothing is known', [nic('eno1', 1)], [note(1, 'mac', '00:1b:21:00:00:09')], { eno1: 2 }],
  ['none where there are no more', [nic('a', 1), nic('b', 2), nic('c', 3), nic('eth7', 4)], [], { a: 1, b: 2 }],
  [
    'one that no other is surer to be',
    [nic('eth0', 1), nic('eno1', 2)],
    [note(1, 'mac', '00:1b:21:00:00:02')],
    { eno1: 1, eth0: 2 },
  ],
  ['another when its board was replaced', [nic('eth0', 1)], [note(1, 'mac', '00:1b:21:00:00:09')], { eth0: 1 }],
])('a card is the port with %s', (_, nics, notes, ports) => {
  expect(Object.fromEntries(portsOfNics(nics, notes, 2))).toEqual(ports);
});
