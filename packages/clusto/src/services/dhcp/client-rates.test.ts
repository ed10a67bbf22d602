import { expect, test } from 'vitest';
import { ClientRates } from './client-rates.ts';

test('each client has so many packets in a second', () => {
  const rates = new ClientRates<number>();
  const ask = (mac: number, now: number): boolean => rates.isWithin(mac, 2, now);
  expect([ask(1, 5000), ask(1, 5400), ask(1, 5999), ask(2, 5999)]).toEqual([true, true, false, true]);
  expect([ask(1, 6000), ask(1, 6001), ask(1, 6002)]).toEqual([true, true, false]);
});

test('clients that are made up do not fill the memory, and others are counted as before', () => {
  const rates = new ClientRates<number>();
  for (let client = 0; client < 200_000; client += 1) rates.isWithin(client, 1, 0);
  expect(rates.size).toBe(50_000);
  expect([rates.isWithin(7, 1, 0), rates.isWithin(7, 1, 1000), rates.size]).toEqual([false, true, 1]);
});
