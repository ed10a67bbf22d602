import { expect, test } from 'vitest';
import { ClientRates } from './client-rates.ts';

test('each client has so many packets in a second', () => {
  const rates = new ClientRates<number>();
  const ask = (mac: number, now: number): boolean => rates.isWithin(mac, 2, now);
  expect([ask(1, 5000), ask(1, 5400), ask(1, 5999), ask(2, 5999)]).toEqual([true, true, false, true]);
  expect([ask(1, 6000), ask(1, 6001), ask(1, 6002)]).toEqual([true, true, false]);
});
