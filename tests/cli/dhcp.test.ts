import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dhcpRecordLine } from '../../packages/clusto/src/operations/dhcp/dhcp-record.ts';
import { recordedRequest } from '../support/recorded-request.ts';
import { freePort } from '../support/use-dhcpd.ts';
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

test('dhcp record listens for as long as it is told, and says where it cannot', async () => {
  const [file, config] = [home.path('heard.jsonl'), home.path('recording.toml')];
  await writeFile(config, `dsn = "sqlite:.local/share/clusto/clusto.db"\n[dhcpd]\nport = ${await freePort()}\n`);
  const record = ['dhcp', 'record', file, '--config', config, '--listen'];
  const done = await home.run([...record, '127.0.0.1', '--for', '1ms', '--json']);
  expect(done).toMatchObject({ status: 0, stderr: `requests are kept in ${file}, until Ctrl-C\n` });
  expect(JSON.parse(done.stdout)).toEqual({ file, requests: 0, others: 0 });
  expect(await home.run([...record, '192.0.2.1', '--for', '1ms'])).toMatchObject({
    status: 10,
    stderr: expect.stringContaining('192.0.2.1'),
  });
});

test('dhcp replay prints the answers that differ, and says so by its status', async () => {
  const record = (version: number): string => dhcpRecordLine(recordedRequest({ type: 'discover' }, { version }));
  const { version } = (await home.json('info')) as { version: number };
  const [file, plan] = [home.path('requests.jsonl'), home.path('later.yaml')];
  await writeFile(file, record(version).repeat(2));
  const same = await home.run(['dhcp', 'replay', file]);
  expect(same).toMatchObject({
    status: 0,
    stdout: '',
    stderr: `version ${version} -> version ${version}: 2 requests of 1 client, all answered the same\n`,
  });
  await writeFile(plan, '{"name": "lan", "attributes": {"gateway.property": "10.0.0.254"}}');
  const planned = await home.run(['dhcp', 'replay', file, '--plan', plan]);
  expect(planned).toMatchObject({
    status: 3,
    stderr: `version ${version} -> the plan: 2 requests of 1 client, 2 answered otherwise (1 difference)\n`,
  });
  expect(planned.stdout).toMatch(
    new RegExp(
      `^web1 00:1b:21:3c:4d:5e discover from 10.0.0.1 \\(${file}:1 and 1 more\\): offer\\n` +
        ` {2}~ {2}routers {2}10.0.0.1 -> 10.0.0.254 {2}lan gateway, version \\d+ -> lan gateway, version \\d+\\n$`,
    ),
  );
  const { stdout, status } = await home.run([
    'dhcp',
    'replay',
    file,
    '--at',
    '1',
    '--against',
    String(version),
    '--csv',
  ]);
  expect([status, stdout.split('\r\n')[0]]).toEqual([
    3,
    'place,times,entity,client,request,from,answer_before,answer_after,field,before,before_from,after,after_from',
  ]);
  await writeFile(file, `${record(version)}{}\n`);
  expect(await home.run(['dhcp', 'replay', file])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`The recorded request at ${file}:2 cannot be read: time is to be a time`),
  });
  expect(await home.run(['dhcp', 'replay', file, '--prune'])).toMatchObject({ status: 2 });
  expect(await home.run(['dhcp', 'replay', home.path('none'), '--at', '1'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('FILE_UNREADABLE'),
  });
});
