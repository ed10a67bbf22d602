import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { makeFakeProgram } from '../../../../../tests/support/fake-program.ts';
import { hostAnswer } from '../../../../../tests/support/host-answer.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { APCRack } from '../../drivers/locations/apc-rack.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { chooseHosts } from './choose-hosts.ts';
import { probeHosts } from './probe-hosts.ts';

describe.each(databases)('hosts that are meant, on $name', (kind) => {
  const home = useClusto(kind);

  async function build(): Promise<PenguinServer[]> {
    const { clusto } = home;
    await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    const rack = await clusto.create(APCRack, 'r1');
    const servers = [await clusto.create(PenguinServer, 's1'), await clusto.create(PenguinServer, 's2')];
    for (const [index, server] of servers.entries()) await rack.insert(server, index + 1);
    await servers[0]?.addIp('10.0.0.5');
    return servers;
  }

  test('an entity is its first address, a container the servers in it, and anything else what it says', async () => {
    const servers = await build();
    const chosen = async (...words: string[]) =>
      (await chooseHosts(home.clusto, words, { things: servers })).map(({ address, thing }) => [address, thing?.name]);
    const both = [
      ['10.0.0.5', 's1'],
      [null, 's2'],
    ];
    expect(await chosen()).toEqual(both);
    expect(await chosen('r1', 's1')).toEqual(both);
    expect(await chosen('web9.example.com', '2001:DB8::1', '10.0.0.9', '10.0.0.9')).toEqual([
      ['web9.example.com', undefined],
      ['2001:db8::1', undefined],
      ['10.0.0.9', undefined],
      ...both,
    ]);
    await expect(chosen('10.0.0.5/24')).rejects.toMatchObject({ code: 'HOST_BITS' });
    await expect(chosen('2001:db8::/64')).rejects.toMatchObject({ code: 'SUBNET_TOO_LARGE' });
  });

  test('so many hosts are asked at once as is said, each is told, and all are stopped together', async () => {
    // two at once would be in each other's way
    await using ssh = await makeFakeProgram(
      'ssh',
      `mkdir "$HERE/busy" || exit 1\ncat > /dev/null\ncat <<'END'\n${hostAnswer()}END\nrmdir "$HERE/busy"`,
    );
    const clusto = await home.as('tester', { settings: { ssh: { program: ssh.path } } });
    const targets = ['a', 'b', 'c', 'd'].map((address) => ({ address, thing: null }));
    const told: string[] = [];
    const onDone = (done: number, total: number): void => void told.push(`${done}/${total}`);
    const outcomes = await probeHosts(clusto, targets, { parallel: 1, onDone });
    expect(outcomes.map(({ address, host }) => [address, host?.serial])).toEqual(
      targets.map(({ address }) => [address, 'SN1']),
    );
    expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
    const stopped = probeHosts(clusto, targets, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await ssh.calls()).toHaveLength(4);
  });
});
