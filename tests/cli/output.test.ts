import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome, type CliResult } from '../support/run-cli.ts';

let home: CliHome;

async function run(...args: string[]): Promise<CliResult> {
  const result = await home.run(args);
  expect(result).toMatchObject({ status: 0 });
  return result;
}

beforeAll(async () => {
  home = await CliHome.create();
  await run('init');
  await run('create', 'ipmanager', 'servers', 'baseip=10.0.0.0', 'netmask=24', 'gateway=10.0.0.1');
  await run('create', 'penguinserver', 'web1');
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await run('create', 'penguinserver', name);
  await run('ip', 'allocate', 'web1', '--ip', '10.0.0.11');
});
afterAll(() => home[Symbol.asyncDispose]());

describe('an output', () => {
  test('is data alone on stdout; what is left out is told on stderr, once for each reason', async () => {
    expect(await run('output', 'hosts', '--no-localhost', '--domain', 'example.com')).toEqual({
      status: 0,
      stdout: '10.0.0.11\tweb1.example.com web1\n',
      stderr: 'left out for no address: 6 (a, b, c, d, e, and 1 more)\n',
    });
    expect(await home.json('output', 'hosts', '--no-localhost', '--query', 'name = web1', '--at', '4')).toEqual({
      version: 4,
      mediaType: 'text/plain; charset=utf-8',
      skipped: [{ reason: 'no address', things: ['web1'] }],
      text: '',
    });
  });

  test('points at what is wrong in a query', async () => {
    const { status, stderr } = await home.run(['output', 'ansible', '--query', 'name = = x']);
    expect(status).toBe(1);
    expect(stderr).toContain('  name = = x\n         ^\n');
  });

  test('replaces a file as a whole, and leaves one that says the same alone', async () => {
    const [file, link] = [home.path('hosts'), home.path('link')];
    const args = ['output', 'hosts', '--query', 'name = web1', '--domain', 'example.com', '--file'];
    expect(await run(...args, file)).toMatchObject({ stdout: '', stderr: `wrote ${file}, of version 11\n` });
    const { ino, mtimeMs } = await stat(file);
    await run('create', 'pool', 'p1');
    expect((await run(...args, file)).stderr).toBe(`${file} has nothing to change\n`);
    expect(await stat(file)).toMatchObject({ ino, mtimeMs });
    await symlink(file, link);
    await writeFile(file, 'other\n', { mode: 0o644 });
    expect(await run(...args, link, '--json')).toMatchObject({ stdout: expect.stringContaining('"isWritten": true') });
    expect(await readFile(file, 'utf8')).toContain('10.0.0.11\tweb1.example.com web1\n');
    const nowhere = await home.run([...args, home.path('none', 'hosts')]);
    expect(nowhere).toMatchObject({ status: 1, stderr: expect.stringContaining('[FILE_UNWRITABLE]') });
  });
});

test('a zone of which the serial number alone is new is not another', async () => {
  const file = home.path('example.com.zone');
  const soa = ['--ns', 'ns1.example.net', '--contact', 'hostmaster@example.com', '--file', file];
  expect((await run('output', 'zone', 'example.com', ...soa)).stderr).toContain(`wrote ${file}`);
  const before = await readFile(file, 'utf8');
  expect(before).toContain('web1\tIN\tA\t10.0.0.11\n');
  await run('create', 'pool', 'p2');
  expect((await run('output', 'zone', 'example.com', ...soa)).stderr).toContain(`${file} has nothing to change\n`);
  expect(await readFile(file, 'utf8')).toBe(before);
  await run('ip', 'allocate', 'a', '--ip', '10.0.0.12');
  await run('output', 'zone', 'example.com', ...soa);
  const serial = (text: string): number => Number(/(\d+)\t; serial/.exec(text)?.[1]);
  expect(serial(await readFile(file, 'utf8'))).toBeGreaterThan(serial(before));
});

test.each([
  ['zone', 'example.com', '--ns', 'ns1.example.net'],
  ['zone', 'example.com', '--ns', 'ns1.example.net', '--contact', 'a@b.c', '--ttl', '1h'],
  ['prometheus', '--label', 'env'],
  ['kea', '--family', '5'],
])('%s %s %s %s is no output', async (...args) => {
  expect(await home.run(['output', ...args])).toMatchObject({ status: 2, stdout: '' });
});

test('the options of each format reach it', async () => {
  const soa = ['--ns', 'ns1.example.net', '--contact', 'hostmaster@example.com'];
  const zone = await run(
    'output',
    'reverse-zone',
    'servers',
    ...soa,
    '--domain',
    'lan',
    '--ttl',
    '60',
    '--serial-base',
    '100',
  );
  expect(zone.stdout).toMatch(
    /^\$ORIGIN 0\.0\.10\.in-addr\.arpa\.\n\$TTL 60\n[^]*\t1\d\d\t; serial[^]*11\tIN\tPTR\tweb1\.lan\.\n/,
  );
  const targets = await run(
    'output',
    'prometheus',
    '--port',
    '9100',
    '--label',
    'model=system.model',
    '--query',
    'name = web1',
  );
  expect(targets.stdout).toContain('{"targets":["10.0.0.11:9100"],"labels":{"__meta_clusto_name":"web1",');
  await run('attr', 'set', 'web1', 'dhcp.enabled=1');
  await run('attr', 'set', 'web1', 'port-nic-eth.mac=02:00:00:00:00:11', '--number', '1');
  expect((await run('output', 'kea', '--subnets-only', '--subnet', 'servers')).stdout).toMatch(
    /^\[\n[^]*"10\.0\.0\.11"/,
  );
  expect((await run('output', 'dhcpd', '--family', '4')).stdout).toContain('hardware ethernet 02:00:00:00:00:11;');
  expect((await run('output', 'ssh-config', '--network', '10.9.0.0/16')).stdout).toBe('');
});

test('Ansible asks with --list and --host', async () => {
  const { stdout } = await run('output', 'ansible', '--list');
  expect(stdout).toBe((await run('output', 'ansible')).stdout);
  expect(JSON.parse((await run('output', 'ansible', '--host', 'web1')).stdout)).toMatchObject({
    ansible_host: '10.0.0.11',
  });
});
