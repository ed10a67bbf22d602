import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;

async function run(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

beforeAll(async () => {
  home = await CliHome.create();
  await run('init');
  await run('create', 'ipmanager', 'lan', 'baseip=10.0.0.0', 'netmask=24', 'gateway=10.0.0.1');
  await run('create', 'penguinserver', 'web1');
  await run('ip', 'allocate', 'web1', '--subnet', 'lan', '--os-port', 'eth0', '--port', 'nic-eth:1');
  await run('attr', 'set', 'web1', 'port-nic-eth.mac=00:1b:21:3c:4d:5e', '--number', '1');
  await run('attr', 'set', 'web1', 'dhcp.enabled=true', 'dhcp.boot-bios=pxelinux.0', 'dhcp.mtu=9000');
});
afterAll(() => home[Symbol.asyncDispose]());

test('dhcp explain prints the answer with where each field comes from, and what is not sent', async () => {
  const text = await run('dhcp', 'explain', 'web1', '--arch', 'bios');
  expect(text).toContain('web1 00:1b:21:3c:4d:5e on 10.0.0.0/24: offer\n');
  expect(text).toMatch(/^file +pxelinux\.0 +web1 dhcp\.boot-bios, version \d+$/m);
  expect(text).toMatch(/^routers +3 +10\.0\.0\.1 +lan gateway, version \d+$/m);
  expect(text).toMatch(/^not sent: web1 dhcp\.mtu, version \d+: There is no DHCP option mtu\.$/m);
  expect(await run('dhcp', 'explain', 'web1', '--ipxe', '--network', '10.9.0.1')).toContain(
    'no answer, as the client has',
  );
});

test('dhcp explain prints data', async () => {
  expect(await home.json('dhcp', 'explain', '00:1b:21:3c:4d:5e')).toMatchObject([{ entity: 'web1', answer: 'offer' }]);
  const csv = await run('dhcp', 'explain', 'web1', '--csv');
  expect(csv.split('\r\n')[0]).toBe('entity,mac,network,answer,reason,field,code,value,from,attribute,version,rule');
  const { version } = (await home.json('info')) as { version: number };
  expect(await home.json('dhcp', 'explain', 'web1', '--at', String(version - 1))).toMatchObject([
    { reason: 'not-enabled' },
  ]);
});
