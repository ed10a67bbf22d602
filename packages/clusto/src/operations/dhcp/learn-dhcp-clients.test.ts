import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import type { Ported } from '../../drivers/devices/ported.ts';
import { learnDhcpClients } from './learn-dhcp-clients.ts';

const mac = (last: number): string => `00:1b:21:00:00:0${last}`;

describe.each(databases)('learning the MAC addresses of clients on $name', (kind) => {
  const it = useClusto(kind);

  async function known<T extends Ported>(thing: T, last: number): Promise<T> {
    await thing.addAttr({ key: 'bootstrap', subkey: 'mac', value: mac(last) });
    return thing;
  }
  const make = async (name: string, last: number): Promise<BasicServer> =>
    known(await it.clusto.create(BasicServer, name), last);
  const actions = async (...lasts: readonly number[]): Promise<string[]> => {
    const sightings = lasts.map((last) => ({ mac: mac(last), fact: 'mac' as const }));
    return (await learnDhcpClients(it.clusto, sightings)).map(({ action, entity }) => `${action} ${entity}`);
  };

  test('is done once, whoever else hears the same at the same time', async () => {
    await make('s1', 1);
    await make('s2', 2);
    const before = await it.clusto.version();
    const others = await Promise.all(['a', 'b', 'c'].map((actor) => it.as(actor)));
    const sightings = [1, 2].map((last) => ({ mac: mac(last), fact: 'mac' as const }));
    const all = await Promise.all(others.map((clusto) => learnDhcpClients(clusto, sightings)));
    expect(all.flat().filter(({ action }) => action === 'learned').length).toBe(2);
    expect([await it.clusto.version(), await actions(1, 2)]).toEqual([before + 1, ['known s1', 'known s2']]);
  });

  test('leaves alone what says something else', async () => {
    await make('s1', 1);
    await make('same', 1);
    await (await make('other', 2)).setPortAttr('nic-eth', 1, 'mac', mac(9));
    await make('moved', 3);
    await (await it.clusto.create(BasicServer, 'owner')).setPortAttr('nic-eth', 2, 'mac', mac(3));
    const pool = await it.clusto.create(Pool, 'p');
    await pool.addAttr({ key: 'bootstrap', subkey: 'mac', value: mac(4) });
    const before = await it.clusto.version();
    expect(await actions(1, 2, 3, 4, 5)).toEqual([
      'several-clients s1',
      'other-address other',
      'elsewhere moved',
      'no-port p',
      'unknown null',
    ]);
    expect(await it.clusto.version()).toBe(before);
  });
});
