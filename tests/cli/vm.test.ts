import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CliResult, isServed } from '../support/run-cli.ts';
import type { StandInDomain } from '../support/stand-in-hypervisor.ts';
import { createStandInHome, type StandInHome } from '../support/stand-in-home.ts';

let site: StandInHome;

beforeEach(async () => {
  site = await createStandInHome(undefined, 'pools = ["fai", "virtual"]');
});
afterEach(() => site[Symbol.asyncDispose]());

const vm = (args: string, fault = ''): Promise<CliResult> =>
  site.home.run(['vm', ...args.split(' ')], { STANDIN_FAULT: fault });

async function ok(args: string): Promise<string> {
  const { status, stdout, stderr } = await vm(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

async function fails(args: string, status: number, code: string, fault = ''): Promise<CliResult> {
  const result = await vm(args, fault);
  expect(result).toMatchObject({ status });
  expect(result.stderr).toContain(`[${code}]\n  `);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result;
}

/** What is told of steps: those of a server are not known here. */
const steps = (thing: string, ...here: string[]): string => {
  if (isServed()) return `${thing}: the server works on it\n`;
  return here.map((step) => `v1000: ${step}\n`).join('');
};

test('the life of a machine', async () => {
  const created = await vm('create --disk 20 --memory 1024');
  expect(created).toEqual({
    status: 0,
    stdout: 'Created v1000\n',
    stderr: steps('a new machine', 'volume v1000-root, 20 GB', 'volume v1000-swap, 512 MB', 'machine v1000'),
  });
  expect(await vm('start v1000')).toEqual({
    status: 0,
    stdout: '',
    stderr: `${steps('v1000', 'start v1000')}v1000: started\n`,
  });
  expect(await ok('status v1000')).toBe('v1000  running  running (booted)\n');
  expect(await ok('list')).toBe(
    'Hypervisor           VM                   Name\n10.0.0.250           10.0.0.1             v1000\n',
  );
  expect(await ok('list -v')).toBe('10.0.0.250,10.0.0.1,v1000\n');
  expect(await ok('list -v --state')).toBe('10.0.0.250,10.0.0.1,v1000,running\n');
  expect(await ok('console v1000')).toBe('console of v1000\n');
  expect(await ok('show v1000')).toMatch(
    /^Name: +v1000\nDriver: +standinmachine\nState: +running: .*\nHost: +h1 \(10\.0\.0\.250\)\nManager: +vms\n/,
  );
  expect(await ok('capacity')).toMatch(/^h1 +1 +1024\/10240 +20\/100 +1\/10 +vms$/m);
  expect(await ok('stop 10.0.0.1 --grace 1')).toBe('');
  expect(await ok('reboot v1000')).toBe('');
  expect(await ok('destroy v1000 --yes')).toBe('');
  await fails('delete v1000', 7, 'CANCELLED');
  expect(await vm('delete v1000 --yes')).toMatchObject({ status: 0, stdout: '' });
  expect({ outside: site.outside(), listed: await ok('list -v') }).toEqual({ outside: [], listed: '' });
});

describe('create', () => {
  test('only says what it would do', async () => {
    expect(await ok('create --dry-run --count 2')).toBe(
      [
        'Would create v1000 on h1: 1024 MB of memory, 10 GB of disk, 512 MB of swap, 1 CPU; 10.0.0.1; 02:52:0a:00:00:01; pools fai, virtual',
        'Would create v1001 on h1: 1024 MB of memory, 10 GB of disk, 512 MB of swap, 1 CPU; 10.0.0.2; 02:52:0a:00:00:02; pools fai, virtual',
        '',
      ].join('\n'),
    );
    expect(await ok('list -v')).toBe('');
    expect(await ok('create web1 --pool fai --start --json')).toContain('"name": "web1"');
  });

  test('several at once: each is whole, or not there', async () => {
    const { status, stdout, stderr } = await vm('create --count 6 --placement spread', 'fail:before-define:h2');
    const created = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace('Created ', ''))
      .sort();
    expect(status).toBe(6);
    expect(stderr).toContain(`${6 - created.length} of 6 virtual machines could not be created. [MACHINES_FAILED]`);
    expect(created.length).toBeGreaterThan(0);
    expect(site.hypervisor('h1').domains()).toEqual(created);
    expect({ second: site.hypervisor('h2').volumes() }).toEqual({ second: {} });
    expect((await ok('list -v')).trimEnd().split('\n')).toHaveLength(created.length);
  });

  test.each([
    ['create --memory 0', 2, 'USAGE'],
    ['create --placement best', 2, 'USAGE'],
    ['create web1 --count 2', 2, 'USAGE'],
    ['create --memory 99999', 1, 'VM_NO_HOST'],
    ['create --hypervisor h3', 1, 'ENTITY_NOT_FOUND'],
    ['create --hypervisor vms', 1, 'VM_HOST_FOREIGN'],
    ['create --pool none', 1, 'ENTITY_NOT_FOUND'],
    ['create --mac 1:2', 1, 'MAC_INVALID'],
    ['create h1', 1, 'NAME_TAKEN'],
    ['start h1', 1, 'NOT_A_MACHINE'],
    ['start v7', 1, 'ENTITY_NOT_FOUND'],
    ['list --state --at 1', 2, 'USAGE'],
    ['reserve vms', 1, 'VM_HOST_FOREIGN'],
    ['migrate v7', 1, 'ENTITY_NOT_FOUND'],
    ['sync --fix memory:v7', 1, 'DRIFT_UNKNOWN'],
  ])('refuses %s with %i and %s', async (args, status, code) => {
    await fails(args, status, code);
    expect(site.outside()).toEqual([]);
  });

  test('a hypervisor that refuses: exit status 6, and what was undone', async () => {
    const { stdout, stderr } = await fails('create', 6, 'MACHINE_CREATION_FAILED', 'fail:before-define');
    expect(stdout).toBe('');
    expect(stderr).toContain('the entity, the address 10.0.0.1, the place on h1 given back.');
  });

  test('a hypervisor that does not answer in time', async () => {
    const { stderr } = await fails('create --timeout 1', 6, 'MACHINE_TIMEOUT', 'hang:before-define');
    expect(stderr).toMatch(/Not done within 1 s: creating v1000; the entity, .* given back\./);
    expect(site.outside()).toEqual([]);
  });
});

test('several machines: those that fail are told, the others are done', async () => {
  await ok('create --count 2');
  await site.hypervisor('h1').undefine('x', 'v1000');
  const { stderr } = await fails('start v1000 v1001', 6, 'MACHINES_FAILED');
  expect(stderr).toContain('v1001: started');
  expect(stderr).toContain('1 of 2 virtual machines could not be started.');
  const { stdout } = await vm('start v1000 v1001 --json');
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'v1000', ok: false, code: 'PROGRAM_TIMEOUT' },
    { name: 'v1001', ok: true },
  ]);
});

test('hosts are reserved and emptied', async () => {
  await ok('create --count 2');
  expect(await ok('drain h1')).toBe('v1000\nv1001\n');
  expect(await ok('capacity')).toMatch(/^h1 .* vms +reserved$/m);
  await fails('migrate v1000', 6, 'PROGRAM_TIMEOUT', 'fail:before-migrate');
  expect(site.hypervisor('h1').domains()).toEqual(['v1000', 'v1001']);
  expect(await vm('migrate v1000 v1001')).toMatchObject({ status: 0 });
  expect(site.hypervisor('h2').domains()).toEqual(['v1000', 'v1001']);
  expect(await ok('list -v')).toBe('10.0.0.251,10.0.0.1,v1000\n10.0.0.251,10.0.0.2,v1001\n');
  await ok('unreserve h1');
  await ok('migrate v1000 --to h1');
  expect(site.hypervisor('h1').domains()).toEqual(['v1000']);
});

describe('sync', () => {
  const foreign = { uuid: 'f0', state: 'running', memory: 2048, cpucount: 2, macs: [], volumes: [] } as StandInDomain;

  test('prints drift, and ends it item by item', async () => {
    await ok('create');
    expect(await vm('sync')).toEqual({ status: 0, stdout: '', stderr: '' });
    await site.hypervisor('h2').define('x', 'web9', foreign);
    await site.hypervisor('h2').makeVolume('x', 'old-root', 3);
    const { stdout, stderr } = await fails('sync', 1, 'DRIFT_FOUND');
    expect(stdout).toBe(
      'orphan-volume:h2/old-root  clusto: unknown  hypervisor: 3 GB, used by no machine\nunknown-domain:h2/web9     clusto: unknown  hypervisor: running\n',
    );
    expect(stderr).toContain('there are 2 differences. [DRIFT_FOUND]');
    expect(JSON.parse((await vm('sync --json')).stdout)).toMatchObject([{ id: 'orphan-volume:h2/old-root' }, {}]);
    expect((await vm('sync --fix orphan-volume:h2/old-root --dry-run')).stderr).toBe(
      'orphan-volume:h2/old-root: delete the volume old-root on h2 with what is on it\n',
    );
    await fails('sync --fix orphan-volume:h2/old-root', 7, 'CANCELLED');
    expect(Object.keys(site.hypervisor('h2').volumes())).toEqual(['old-root']);
    expect((await vm('sync --fix orphan-volume:h2/old-root --yes')).status).toBe(0);
    expect(await ok('sync --adopt all-unknown')).toBe('Adopted web9\n');
    expect(await vm('sync')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('says which host did not answer', async () => {
    const { stderr } = await fails('sync', 6, 'HOSTS_SILENT', 'fail:observe:h2');
    expect(stderr).toContain('error: These hosts could not be asked: h2.');
    const listed = await vm('list --state', 'fail:observe:h2');
    expect(listed).toMatchObject({ status: 0 });
    expect(listed.stderr).toMatch(/^warning: /);
  });
});
