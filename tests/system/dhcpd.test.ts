import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'clusto';
import { BasicServer, IPManager } from 'clusto/drivers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';
import { CliHome } from '../support/run-cli.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');
const [server, client] = [`clusto-s${process.pid}`, `clusto-c${process.pid}`];
const mac = '02:00:00:00:00:07';

const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8' });
const within = (namespace: string, ...command: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe.skipIf(lacksPackages('dhcp'))('the DHCP server in a network of its own', () => {
  let home: CliHome;

  beforeAll(async () => {
    home = await CliHome.create();
    const config = '[dhcpd]\nlisten = ["10.99.0.1"]\n[serve]\nmonitor = "off"\n';
    await writeFile(home.path('clusto.toml'), `dsn = "sqlite:clusto.db"\n${config}`);
    await using clusto = await connect({ dsn: `sqlite:${home.path('clusto.db')}`, actor: 'test' });
    const lan = await clusto.create(IPManager, 'lan', { baseip: '10.99.0.0', netmask: '24', gateway: '10.99.0.1' });
    const web = await clusto.create(BasicServer, 'web1');
    await web.setPortAttr('nic-eth', 1, 'mac', mac);
    await web.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
    await lan.allocate(web, '10.99.0.7');
    for (const namespace of [server, client]) ip('netns', 'add', namespace);
    ip('link', 'add', 'lan', 'netns', server, 'type', 'veth', 'peer', 'name', 'lan', 'netns', client);
    ip('-n', server, 'addr', 'add', '10.99.0.1/24', 'dev', 'lan');
    ip('-n', client, 'link', 'set', 'lan', 'address', mac);
    for (const namespace of [server, client]) ip('-n', namespace, 'link', 'set', 'lan', 'up');
  });
  afterAll(async () => {
    for (const namespace of [server, client]) ip('netns', 'del', namespace);
    await home[Symbol.asyncDispose]();
  });

  test('gives udhcpc, which has no address yet, the one that is bound', async () => {
    const node = [process.execPath, '--conditions=clusto-dev', main, 'dhcpd', '--config', home.path('clusto.toml')];
    const dhcpd = spawn('ip', ['netns', 'exec', server, ...node], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    dhcpd.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    while (!log.includes('SERVICE_READY')) await once(dhcpd.stderr, 'data');
    const script = home.path('lease');
    await writeFile(script, '#!/bin/sh\n[ "$1" != bound ] || echo "$ip/$mask via $router from $serverid"\n', {
      mode: 0o755,
    });
    const heard = within(client, 'busybox', 'udhcpc', '-i', 'lan', '-n', '-q', '-f', '-t', '5', '-s', script);
    expect(heard).toBe('10.99.0.7/24 via 10.99.0.1 from 10.99.0.1\n');
    dhcpd.kill('SIGTERM');
    expect(await once(dhcpd, 'close')).toEqual([0, null]);
    expect(log).toContain('DHCP_LEASE_GIVEN');
  });
});
