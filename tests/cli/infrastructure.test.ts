import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;

async function run(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

async function refused(code: string, ...args: string[]): Promise<void> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stdout }).toEqual({ status: code === 'USAGE' ? 2 : code === 'CANCELLED' ? 7 : 1, stdout: '' });
  expect(stderr).toContain(`[${code}]`);
}

const version = async (): Promise<number> => ((await home.json('info')) as { version: number }).version;

beforeAll(async () => {
  home = await CliHome.create();
  await run('init');
  await run('create', 'ipmanager', 'dmz', 'baseip=10.0.0.0', 'netmask=29', 'gateway=10.0.0.1');
  await run('create', 'ipmanager', 'any6', 'baseip=2001:db8::', 'netmask=64');
  await run('create', 'basicdatacenter', 'dc');
  await run('create', 'basicrack', 'r1', 'maxu=6', '--in', 'dc');
  await run('create', 'penguinserver', 'web1');
  await run('create', 'penguinserver2u', 'web2');
  await run('create', 'basicnetworkswitch', 'sw1');
});
afterAll(() => home[Symbol.asyncDispose]());

describe('ip', () => {
  test('allocates the next address and a chosen one, and tells where they are', async () => {
    expect(await run('ip', 'next', 'dmz')).toBe('10.0.0.2\n');
    const before = await version();
    expect(await run('ip', 'allocate', 'web1', '--subnet', 'dmz', '--os-port', 'eth0', '--port', 'nic-eth:1')).toBe(
      '10.0.0.2\n',
    );
    expect(await version()).toBe(before + 1);
    expect(await home.json('ip', 'allocate', 'web1', '--ip', '10.0.0.5')).toEqual([{ device: 'web1', ip: '10.0.0.5' }]);
    await run('ip', 'bind', 'web1', '10.0.0.5', 'eth1', '--port', 'nic-eth:2');
    expect(await home.json('ip', 'show', '10.0.0.2', '10.0.0.3')).toMatchObject([
      { ip: '10.0.0.2', owners: [{ name: 'web1', subnet: 'dmz', cidr: '10.0.0.2/29', osPort: 'eth0' }] },
      { ip: '10.0.0.3', owners: [], subnets: [{ name: 'dmz', network: '10.0.0.0/29' }] },
    ]);
    expect(await home.json('ip', 'show', 'web1', '10.0.0.2')).toMatchObject([{ ip: '10.0.0.2' }, { ip: '10.0.0.5' }]);
    expect(await home.json('port', 'show', 'web1')).toContainEqual(
      expect.objectContaining({ type: 'nic-eth', number: 2, attributes: { osportname: 'eth1' } }),
    );
    expect(await run('ip', 'subnets', '--csv')).toBe(
      'name,network,gateway,size,used,percent\r\ndmz,10.0.0.0/29,10.0.0.1,5,2,40\r\nany6,2001:db8::/64,,18446744073709551615,0,0\n',
    );
  });

  test('asking for the next one changes nothing', async () => {
    const before = await version();
    expect(await run('ip', 'next', 'dmz')).toBe(await run('ip', 'next', 'dmz'));
    expect(await version()).toBe(before);
  });

  test('releases what is named, all or none, and everything only when told', async () => {
    await refused('USAGE', 'ip', 'release', 'web1');
    await refused('CANCELLED', 'ip', 'release', 'web1', '--all');
    await refused('RESOURCE_NOT_ASSIGNED', 'ip', 'release', 'web1', '10.0.0.5', '10.0.0.6');
    expect(await run('ip', 'release', 'web1', '--all', '--dry-run')).toBe('10.0.0.2\n10.0.0.5\n');
    await run('ip', 'release', 'web1', '10.0.0.5');
    expect(await home.json('ip', 'release', 'web1', '--all', '--yes')).toEqual({ released: ['10.0.0.2'] });
    expect(await home.json('ip', 'subnets', 'dmz')).toMatchObject([{ used: 0, percent: 0 }]);
  });

  test.each([
    ['USAGE', ['ip', 'allocate', 'web1']],
    ['USAGE', ['ip', 'allocate', 'web1', '--ip', '10.0.0.3', '--os-port', 'eth0', '--port', 'nic-eth']],
    ['RESOURCE_TYPE_INVALID', ['ip', 'allocate', 'web1', '--subnet', 'dmz', '--ip', '10.1.0.1']],
    ['IP_INVALID', ['ip', 'show', '10.0.0.300']],
    ['ENTITY_NOT_FOUND', ['ip', 'show', 'ten']],
    ['ENTITY_WRONG_DRIVER', ['ip', 'next', 'web1']],
    ['NOT_SUPPORTED', ['ip', 'allocate', 'dc', '--subnet', 'dmz']],
  ] as const)('refuses with %s: %j', async (code, args) => {
    const before = await version();
    await refused(code, ...args);
    expect(await version()).toBe(before);
  });
});

describe('rack', () => {
  test('is drawn from the top, a device of two units as one box', async () => {
    await run('rack', 'insert', 'r1', 'web1', '--unit', '2');
    await run('rack', 'insert', 'r1', 'web2');
    await run('ip', 'allocate', 'web1', '--ip', '10.0.0.4');
    expect((await run('rack', 'show', 'r1')).split('\n').map((line) => line.trimEnd())).toEqual([
      'r1: 6 units, 3 free, at most 2 together',
      '     +--------------------------+',
      '   6 |                          |',
      '   5 |                          |',
      '     +--------------------------+',
      '   4 | web2 (server)            |',
      '   3 |                          |',
      '     +--------------------------+',
      '   2 | web1 (server)  10.0.0.4  |',
      '     +--------------------------+',
      '   1 |                          |',
      '     +--------------------------+',
      '',
    ]);
    expect(await home.json('rack', 'show', 'r1')).toMatchObject([{ free: 3, longestFree: 2 }]);
  });

  test('moves in one version, and leaves the device where it was if it does not fit', async () => {
    const before = await version();
    await refused('RACK_UNIT_TAKEN', 'rack', 'move', 'r1', 'web2', '--unit', '1');
    expect(await home.json('rack', 'move', 'r1', 'web2', '--unit', '5')).toMatchObject([{ units: [5, 6] }]);
    expect(await version()).toBe(before + 1);
    await refused('RACK_SECOND', 'rack', 'insert', 'r1', 'web2', '--unit', '3');
    await refused('RACK_FULL', 'rack', 'insert', 'r1', 'sw1', '--height', '4');
    await refused('NOT_A_MEMBER', 'rack', 'move', 'r1', 'sw1');
    await refused('NOT_A_MEMBER', 'rack', 'remove', 'r1', 'web1', 'sw1');
    await run('rack', 'remove', 'r1', 'web1', 'web2');
    expect(await home.json('rack', 'show', 'r1')).toMatchObject([{ free: 6 }]);
  });
});

describe('port', () => {
  test('connects, shows, follows through panels and disconnects', async () => {
    await run('create', 'basicpatchpanel', 'panel');
    await run('port', 'connect', 'web1', 'nic-eth:1', 'panel', 'nic-eth:3');
    await run('port', 'connect', 'panel', 'nic-eth:27', 'sw1', 'nic-eth:9');
    expect(await run('port', 'trace', 'web1', 'nic-eth:1')).toBe(
      'web1 nic-eth:1 -> panel nic-eth:3\npanel nic-eth:27 -> sw1 nic-eth:9\n',
    );
    expect(await run('port', 'trace', 'sw1', 'nic-eth:9')).toBe(
      'sw1 nic-eth:9 -> panel nic-eth:27\npanel nic-eth:3 -> web1 nic-eth:1\n',
    );
    expect(await run('port', 'show', 'web1', '--csv')).toContain('nic-eth,1,,panel,3,osportname=eth0');
    expect(await home.json('port', 'show', 'sw1', '--free')).toHaveLength(48);
    await run('port', 'disconnect', 'sw1', 'nic-eth:9');
    expect(await home.json('port', 'trace', 'web1', 'nic-eth:1')).toHaveLength(1);
  });

  test('tells of a cable that leads back', async () => {
    await run('create', 'basicpatchpanel', 'loop');
    await run('port', 'connect', 'loop', 'nic-eth:1', 'loop', 'nic-eth:25');
    await refused('CABLE_LOOP', 'port', 'trace', 'loop', 'nic-eth:1');
  });

  test.each([
    ['USAGE', ['port', 'connect', 'web1', 'nic-eth:2', 'sw1', 'pwr-nema-5:1']],
    ['USAGE', ['port', 'disconnect', 'web1', 'eth1']],
    ['PORT_UNKNOWN', ['port', 'trace', 'web1', 'nic-eth:9']],
    ['NOT_SUPPORTED', ['port', 'show', 'dc']],
  ] as const)('refuses with %s: %j', async (code, args) => {
    await refused(code, ...args);
  });
});

describe('driver and orphans', () => {
  test('driver lists and shows', async () => {
    expect(await run('driver', 'list', '--csv')).toContain(
      'penguinserver2u,server,PenguinServer2U,pwr-nema-5:2 nic-eth:2 console-serial:1,1\r\n',
    );
    expect(await home.json('driver', 'show', 'basicrack', '--at', '1')).toMatchObject([{ entities: 0 }]);
    expect(await run('driver', 'show', 'BasicRack')).toContain('maxu: The highest unit. (default 45)');
    expect(await run('driver', 'list', '--yaml')).toContain('- driver: basicrack');
    await refused('DRIVER_UNKNOWN', 'driver', 'show', 'nothing');
  });

  test('orphans are servers in no pool', async () => {
    await run('pool', 'create', 'production');
    await run('pool', 'insert', 'production', 'web1');
    await run('rack', 'insert', 'r1', 'web2', '--unit', '1');
    expect(await run('orphans', '--csv')).toBe('name,ip,rack\r\nweb2,<noip>,r1\n');
    expect(await run('orphans', '--in', 'r1')).toBe('NAME  IP      RACK\nweb2  <noip>  r1\n');
    expect(await home.json('orphans', '--in', 'production')).toEqual([]);
  });
});
