import { beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { describeAddress } from '../addresses/describe-address.ts';
import { clearDeclined } from './clear-declined.ts';
import { declineAddresses } from './decline-addresses.ts';
import { explainDhcp } from './explain-dhcp.ts';
import { listDeclined } from './list-declined.ts';

const mac = '00:1b:21:3c:4d:5e';
const hour = 3_600_000;

describe.each(databases)('addresses that were declined on $name', (kind) => {
  const it = useClusto(kind);
  let web1: BasicServer;
  let lan: IPManager;
  const decline = (...ips: readonly string[]) =>
    declineAddresses(
      it.clusto,
      ips.map((ip) => ({ ip, by: mac })),
      hour,
    );
  const answer = async (at?: number): Promise<string | null> => {
    const [explained] = await explainDhcp(at === undefined ? it.clusto : it.clusto.at(at), mac);
    return explained?.answer ?? explained?.because ?? null;
  };

  beforeEach(async () => {
    const { clusto } = it;
    lan = await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24' });
    web1 = await clusto.create(BasicServer, 'web1');
    await web1.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
    await web1.setPortAttr('nic-eth', 1, 'mac', mac);
    await lan.allocate(web1, '10.0.0.7');
  });

  test('are withheld until a time, as one version, however often it is said', async () => {
    const { clusto, clock } = it;
    const before = await clusto.version();
    expect(await decline('10.0.0.7')).toEqual([
      { ip: '10.0.0.7', by: mac, action: 'withheld', entity: 'web1', until: '2026-01-01T01:00:00Z' },
    ]);
    const [version] = await clusto.versions({ limit: 1 });
    expect(version?.message).toBe(`DHCP: declined 10.0.0.7 of web1 (${mac}), withheld until 2026-01-01T01:00:00Z`);
    for (let time = 0; time < 3; time += 1)
      expect((await decline('10.0.0.7', '10.0.0.9')).map(({ action }) => action)).toEqual([
        'withheld-before',
        'not-owned',
      ]);
    expect(await clusto.version()).toBe(before + 1);
    const because = `10.0.0.7 was declined by ${mac} at 2026-01-01T00:00:00Z, being used by another machine; it is withheld until 2026-01-01T01:00:00Z`;
    expect([await answer(), await answer(before)]).toEqual([because, 'offer']);
    expect((await describeAddress(clusto, '10.0.0.7')).owners[0]?.declined).toEqual({
      since: '2026-01-01T00:00:00Z',
      by: mac,
      until: '2026-01-01T01:00:00Z',
    });
    clock.advance(hour);
    expect([await answer(), await answer(before + 1)]).toEqual(['offer', because]);
    expect((await listDeclined(clusto)).map(({ ip, entity, withheld }) => [ip, entity, withheld])).toEqual([
      ['10.0.0.7', 'web1', false],
    ]);
    await decline('10.0.0.7');
    expect(await listDeclined(clusto)).toEqual([
      {
        ip: '10.0.0.7',
        entity: 'web1',
        by: mac,
        since: '2026-01-01T01:00:00Z',
        until: '2026-01-01T02:00:00Z',
        withheld: true,
      },
    ]);
  });

  test('are offered again when an operator says so, or when they are given to another', async () => {
    const { clusto } = it;
    await decline('10.0.0.7');
    expect(await clearDeclined(clusto, ['10.0.0.7', '10.0.0.9'])).toEqual({
      cleared: ['10.0.0.7'],
      left: ['10.0.0.9'],
    });
    const after = await clusto.version();
    expect([await answer(), await listDeclined(clusto)]).toEqual(['offer', []]);
    expect(await clearDeclined(clusto, ['10.0.0.7'])).toEqual({ cleared: [], left: ['10.0.0.7'] });
    expect(await clusto.version()).toBe(after);
    await decline('10.0.0.7');
    await lan.deallocate(web1, '10.0.0.7');
    await lan.allocate(await clusto.create(BasicServer, 'web2'), '10.0.0.7');
    expect(await listDeclined(clusto)).toEqual([]);
  });

  test('are listed in as many statements whatever there is', async () => {
    const { clusto } = it;
    await decline('10.0.0.7');
    const count = (): Promise<number> => countStatements(() => listDeclined(clusto));
    const few = await count();
    await lan.allocate(web1, '10.0.0.8');
    await decline('10.0.0.8');
    expect([await count(), (await listDeclined(clusto)).length]).toEqual([few, 2]);
  });
});
