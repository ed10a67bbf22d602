import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { holdDiscoveryAddresses } from './hold-discovery-addresses.ts';

const mac = (last: number): string => `02:00:00:00:00:0${last}`;

describe.each(databases)('holding addresses for unknown clients on $name', (kind) => {
  const it = useClusto(kind);

  test('gives each client one, whichever servers it has asked, until the subnet is full', async () => {
    const tiny = await it.clusto.create(IPManager, 'tiny', { baseip: '10.9.0.0', netmask: '29', gateway: '10.9.0.1' });
    const wishes = [1, 2, 3].map((last) => ({ manager: tiny.id, mac: mac(last) }));
    expect((await holdDiscoveryAddresses(it.clusto, wishes)).map(({ action }) => action)).toEqual([
      'none',
      'none',
      'none',
    ]);
    await tiny.setAttr({ key: 'dhcp', subkey: 'discovery', value: true });
    const before = await it.clusto.version();
    const others = await Promise.all(['a', 'b', 'c'].map((actor) => it.as(actor)));
    const all = await Promise.all(others.map((clusto) => holdDiscoveryAddresses(clusto, wishes)));
    expect(all.flat().filter(({ action }) => action === 'held').length).toBe(3);
    expect(await it.clusto.version()).toBe(before + 1);
    const more = [4, 5, 6].map((last) => ({ manager: tiny.id, mac: mac(last) }));
    const outcomes = await holdDiscoveryAddresses(it.clusto, [...wishes, ...more]);
    expect(outcomes.map(({ ip, action }) => `${ip} ${action}`)).toEqual([
      '10.9.0.2 before',
      '10.9.0.3 before',
      '10.9.0.4 before',
      '10.9.0.5 held',
      '10.9.0.6 held',
      'null full',
    ]);
    expect((await tiny.quarantined()).map(({ ip }) => ip)).toHaveLength(5);
    it.clock.advance(31 * 60_000);
    expect(await holdDiscoveryAddresses(it.clusto, wishes.slice(0, 1))).toMatchObject([
      { ip: '10.9.0.2', action: 'longer', subnet: 'tiny' },
    ]);
    it.clock.advance(30 * 60_000);
    await tiny.setAttr({ key: 'note', value: 'a version' });
    expect((await tiny.quarantined()).map(({ ip }) => ip)).toEqual(['10.9.0.2']);
  });
});
