import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome, type CliResult } from '../support/run-cli.ts';

let home: CliHome;

async function run(...args: string[]): Promise<CliResult> {
  const result = await home.run(args);
  expect(result).toMatchObject({ status: 0 });
  return result;
}

const version = async (): Promise<number> => ((await home.json('info')) as { version: number }).version;

beforeAll(async () => {
  home = await CliHome.create();
  await run('init');
  await run('create', 'simplenummanager', 'vlans', 'next=100');
  await run('create', 'simpleentitynamemanager', 'names', 'basename=web', 'digits=1');
  await run('create', 'pool', 'production');
  await run('name', 'create', 'names', 'penguinserver', '--count', '3');
});
afterAll(() => home[Symbol.asyncDispose]());

describe('what a query finds', () => {
  test('is changed after it was shown and agreed to, as one version', async () => {
    const before = await version();
    const args = ['number', 'allocate', 'vlans', '--query', 'type = server'];
    const refused = await home.run(args);
    expect(refused).toMatchObject({ status: 7, stdout: '' });
    expect(refused.stderr).toContain('found: web0, web1, web2\n');
    const rehearsed = await run(...args, '--dry-run');
    expect(rehearsed.stdout).toContain('web2    102');
    expect(rehearsed.stderr).toBe('dry run: nothing was changed\n');
    expect(await version()).toBe(before);
    expect((await run(...args, '--yes', '--csv')).stdout).toBe('entity,number\r\nweb0,100\r\nweb1,101\r\nweb2,102\n');
    expect(await version()).toBe(before + 1);
  });

  test('joins what is named, each once; one alone is not asked for', async () => {
    const { stdout } = await run('number', 'release', 'vlans', 'web2', '--query', 'name = web2', '--csv');
    expect(stdout).toBe('entity,number\r\nweb2,102\n');
    expect((await run('number', 'list', '--csv')).stdout).toBe(
      'name,driver,first,highest,used\r\nvlans,simplenummanager,100,,2\n',
    );
  });

  test('may be nothing, which changes nothing and is no error', async () => {
    const before = await version();
    const { stdout, stderr } = await run('number', 'allocate', 'vlans', '--query', 'name = nix');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'nothing to do: no entity is found by name = nix\n' });
    expect(await version()).toBe(before);
  });

  test('is the one that a command is about, where it is about one', async () => {
    const { stdout } = await run('history', '--query', 'name = web1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ names: [{ name: 'web1' }] });
    expect((await run('history', 'web1', '--json')).stdout).toBe(stdout);
    const several = await home.run(['blame', '--query', 'type = server']);
    expect(several.status).not.toBe(0);
    expect(several.stderr).toContain('type = server means more than one entity: web0, web1, web2.');
    const none = await home.run(['blame', '--query', 'name = nix']);
    expect(none.stderr).toContain('An entity with name = nix does not exist.');
    for (const args of [['blame'], ['blame', 'web1', '--query', 'name = web1']])
      expect(await home.run(args)).toMatchObject({ status: 2, stdout: '' });
  });

  test('is asked for when nothing is named; a mistake in it is pointed at', async () => {
    const nothing = await home.run(['number', 'allocate', 'vlans']);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toContain('--query');
    const { status, stderr } = await home.run(['list-pool', '--query', 'type = pool and']);
    expect(status).toBe(1);
    expect(stderr).toContain(`  type = pool and\n  ${' '.repeat(15)}^\n`);
  });
});

describe('names and numbers', () => {
  test('show their owners and what comes next', async () => {
    expect((await run('name', 'next', 'names')).stdout).toBe('web3\n');
    expect(await home.json('name', 'create', 'names', 'penguinserver', '--dry-run')).toMatchObject([{ name: 'web3' }]);
    expect((await run('number', 'show', '100', '--csv')).stdout).toBe(
      'number,owner,type,manager\r\n100,web0,server,vlans\n',
    );
    expect(await run('number', 'show', '7')).toMatchObject({ stdout: '', stderr: 'nobody has 7\n' });
    expect((await run('number', 'next', 'vlans', '--json')).stdout).toBe('{\n  "number": 102\n}\n');
  });
});

describe('list-pool', () => {
  test('prints addresses, or names', async () => {
    await run('create', 'ipmanager', 'net', 'baseip=10.0.0.0', 'netmask=255.255.255.0');
    await run('ip', 'allocate', 'web0', '--subnet', 'net');
    await run('pool', 'insert', 'production', 'web0', 'web1');
    expect((await run('list-pool', 'production')).stdout).toBe('10.0.0.1\nweb1\n');
    expect((await run('list-pool', 'production', '--names')).stdout).toBe('web0\nweb1\n');
    expect((await run('list-pool', 'production', '--csv')).stdout).toBe(
      'name,type,driver,ips\r\nweb0,server,penguinserver,10.0.0.1\r\nweb1,server,penguinserver,\n',
    );
    expect(await home.json('list-pool', 'production', '--at', String((await version()) - 1))).toEqual([]);
  });
});

describe('commands over several entities', () => {
  const found = ['--query', 'type = server'];

  test.each([
    ['attr', 'set', ...found, 'owner=ops', '--yes'],
    ['attr', 'add', ...found, 'note=a', 'note=b', '--yes'],
    ['attr', 'delete', ...found, 'note', '--yes'],
    ['pool', 'remove', 'production', '--query', 'pool = production', '--yes'],
    ['pool', 'insert', 'production', ...found, '--yes'],
    ['rack', 'insert', 'r1', ...found, '--yes'],
    ['rack', 'remove', 'r1', ...found, '--yes'],
    ['ip', 'allocate', ...found, '--subnet', 'net', '--yes'],
    ['ip', 'release', ...found, '--all', '--yes'],
  ])('%s %s is one version, and none when it is rehearsed', async (...args) => {
    if ((await home.run(['info', 'r1'])).status !== 0) await run('create', 'basicrack', 'r1');
    const before = await version();
    expect((await home.run(args.slice(0, -1))).status).toBe(7);
    await run(...args, '--dry-run');
    expect(await version()).toBe(before);
    await run(...args);
    expect(await version()).toBe(before + 1);
  });

  test('read what a query finds', async () => {
    expect(await home.json('info', ...found)).toMatchObject([{ name: 'web0' }, { name: 'web1' }, { name: 'web2' }]);
    expect((await run('attr', 'show', ...found, 'owner', '--csv')).stdout).toBe(
      'entity,key,subkey,number,type,value\r\n' +
        ['web0', 'web1', 'web2']
          .map((name) => `${name},owner,,,string,ops\r\n`)
          .join('')
          .replace(/\r\n$/, '\n'),
    );
    expect(await home.json('tree', '--query', 'name = web0', 'owner')).toMatchObject([{ attributes: ['owner = ops'] }]);
    expect(await home.json('log', '--query', 'name = web1', '--limit', '1')).toMatchObject([{ touchedCount: 3 }]);
    expect(await home.json('port', 'show', ...found, '--free')).toContainEqual(
      expect.objectContaining({ device: 'web2', type: 'nic-eth', number: 1 }),
    );
    expect(await home.json('ip', 'show', '--query', 'name = web0')).toEqual([]);
  });

  test('delete them only after an answer', async () => {
    const refused = await home.run(['delete', ...found]);
    expect(refused).toMatchObject({ status: 7, stderr: expect.stringContaining('to be deleted: web0, web1, web2\n') });
    await run('delete', ...found, '--dry-run');
    expect(await home.json('list', '--type', 'server', '--names')).toHaveLength(3);
    await run('delete', ...found, '--yes');
    expect(await home.json('list', '--type', 'server', '--names')).toEqual([]);
  });

  test('refuse a place or an address for several', async () => {
    await run('name', 'create', 'names', 'penguinserver', '--count', '2');
    for (const args of [
      ['rack', 'insert', 'r1', ...found, '--unit', '3', '--yes'],
      ['ip', 'allocate', ...found, '--ip', '10.0.0.7', '--yes'],
    ])
      expect(await home.run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('there is one device') });
  });
});
