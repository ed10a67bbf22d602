import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { parseIp4 } from '../../wire/ip4.ts';
import { macNumber } from '../../wire/mac-number.ts';
import { DhcpIndex } from './dhcp-index.ts';
import { holdDiscoveryAddresses } from './hold-discovery-addresses.ts';

const mac = '02:00:00:00:00:01';

describe.each(databases)('the discovery subnets of the index on $name', (kind) => {
  const it = useClusto(kind);

  test('are after any change as if they were read anew', async () => {
    const { clusto, clock } = it;
    const pool = await clusto.create(Pool, 'networks');
    const lan = await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.254' });
    const index = await DhcpIndex.build(clusto);
    const guest = (of: DhcpIndex) => of.discovery.guestOf(macNumber(mac), parseIp4('10.0.0.9'), clock.now().getTime());
    const steps: readonly [what: string, work: () => Promise<unknown>, entity: number, moved?: true][] = [
      ['is one', () => lan.setAttr({ key: 'dhcp', subkey: 'discovery', value: true }), lan.id],
      ['is held', () => holdDiscoveryAddresses(clusto, [{ manager: lan.id, mac }]), lan.id],
      ['has another lease', () => lan.setAttr({ key: 'dhcp', subkey: 'discovery-lease-time', value: 600 }), lan.id],
      ['its container says something', () => pool.setAttr({ key: 'dhcp', subkey: 'boot-bios', value: 'a' }), pool.id],
      ['is in it', () => pool.insert(lan), lan.id, true],
      ['it says something else', () => pool.setAttr({ key: 'dhcp', subkey: 'boot-bios', value: 'b' }), pool.id],
      ['has another router', () => lan.setAttr({ key: 'gateway', subkey: 'property', value: '10.0.0.253' }), lan.id],
      ['is none', () => lan.setAttr({ key: 'dhcp', subkey: 'discovery', value: false }), lan.id],
    ];
    const seen: string[] = [];
    for (const [what, work, entity, isMoved] of steps) {
      await work();
      await index.update(clusto, { entities: [entity], moved: isMoved === true ? [entity] : [] });
      expect([what, guest(index)]).toEqual([what, guest(await DhcpIndex.build(clusto))]);
      const boot = guest(index)?.host?.layers.flatMap((layer) => [...layer.boot.values()].map(({ value }) => value));
      seen.push(`${guest(index)?.subnet} ${boot?.join()}`);
    }
    expect(seen).toEqual(['lan undefined', 'lan ', 'lan ', 'lan ', 'lan a', 'lan b', 'lan b', 'undefined undefined']);
  });
});
