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
