import { describe, expect, test } from 'vitest';
import { chooseHost, obstacles, type Placement, shortages } from './choose-host.ts';
import type { HostRoom } from './host-capacity.ts';
import type { Amounts } from './machine-demand.ts';

interface Named extends HostRoom {
  readonly name: string;
}

function host(name: string, total: Amounts, used: Partial<Amounts> = {}, more: Partial<HostRoom> = {}): Named {
  const capacity = (quantity: keyof Amounts) => {
    const taken = used[quantity] ?? 0;
    return { total: total[quantity], used: taken, free: Math.max(0, total[quantity] - taken) };
  };
  const all = { memory: capacity('memory'), disk: capacity('disk'), cpucount: capacity('cpucount') };
  return { name, ...all, isReserved: false, machines: 0, ...more };
}

const demand: Amounts = { memory: 100, disk: 10, cpucount: 1 };
const even: Amounts = { memory: 1000, disk: 100, cpucount: 10 };

describe('the host that is chosen', () => {
  const chosen = (hosts: readonly Named[], placement: Placement): string | undefined =>
    chooseHost(hosts, demand, placement)?.name;

  test('is the smallest by memory, then CPUs, then disk, by what they have and not by what is free', () => {
    const hosts = [
      host('more memory', { memory: 2000, disk: 100, cpucount: 1 }, { memory: 1800 }),
      host('more CPUs', { ...even, cpucount: 20, disk: 50 }),
      host('more disk', { ...even, disk: 200 }),
      host('smallest', even),
      host('as small', even),
    ];
    for (const name of ['smallest', 'as small', 'more disk', 'more CPUs', 'more memory', undefined]) {
      expect(chosen(hosts, 'smallest')).toBe(name);
      hosts.splice(
        hosts.findIndex((one) => one.name === name),
        1,
      );
    }
  });

  test('is the fullest to pack, the emptiest to spread, of equals the first or the one with fewer machines', () => {
    const hosts = [
      host('half', even, { memory: 500, disk: 50, cpucount: 5 }),
      host('empty', even, {}, { machines: 2 }),
      host('as empty', even),
      host('nearly full', even, { memory: 900, disk: 90, cpucount: 9 }),
      host('too full', even, { memory: 901, disk: 90, cpucount: 9 }),
    ];
    expect(chosen(hosts, 'pack')).toBe('nearly full');
    expect(chosen(hosts, 'spread')).toBe('as empty');
    expect(chosen(hosts.slice(0, 2), 'pack')).toBe('half');
    expect(chosen([host('first', even), host('second', even)], 'pack')).toBe('first');
    expect(chosen([host('first', even), host('second', even)], 'spread')).toBe('first');
  });

  test.each(['smallest', 'pack', 'spread'] as const)(
    'has room for all of it, and is not reserved (%s)',
    (placement) => {
      const full = (['memory', 'disk', 'cpucount'] as const).map((quantity) =>
        host(`no ${quantity}`, even, { [quantity]: even[quantity] - demand[quantity] + 1 }),
      );
      const hosts = [...full, host('reserved', even, {}, { isReserved: true })];
      expect(chosen(hosts, placement)).toBeUndefined();
      expect(chosen([...hosts, host('exactly', demand)], placement)).toBe('exactly');
    },
  );
});

test('what stands against a host is told with what is free', () => {
  expect(obstacles(host('h', even), demand)).toEqual([]);
  expect(obstacles(host('h', { ...even, disk: 9 }, { cpucount: 11 }, { isReserved: true }), demand)).toEqual([
    'it is reserved',
    '10 GB of disk asked, 9 free',
    '1 CPU asked, 0 free',
  ]);
});

test('what stands against all hosts is counted, with the most that is free on those that are open', () => {
  const hosts = [
    host('a', even, { memory: 950 }),
    host('b', even, { memory: 990, disk: 95 }),
    host('c', even, {}, { isReserved: true }),
  ];
  expect(shortages(hosts, demand, 2)).toEqual([
    '2 hosts without 100 MB of memory (most free: 50)',
    '1 host without 10 GB of disk (most free: 100)',
    '1 host reserved',
    '2 hosts not in a rack that is asked for',
  ]);
  expect(shortages([], demand, 1)).toEqual(['1 host not in a rack that is asked for']);
});
