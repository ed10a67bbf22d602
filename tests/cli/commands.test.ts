import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;

beforeAll(async () => {
  home = await CliHome.create();
  await home.run(['init']);
});
afterAll(() => home[Symbol.asyncDispose]());

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

async function fails(status: number, code: string, ...args: string[]): Promise<string> {
  const result = await home.run(args);
  expect(result).toMatchObject({ status, stdout: '' });
  expect(result.stderr).toContain(`[${code}]\n  `);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  return result.stderr;
}

describe('create', () => {
  test('takes properties, a rack and a unit, in one version with the message', async () => {
    await ok('create', 'basicrack', 'r1', 'maxu=10');
    const before = (await home.json('info')) as { version: number };
    const printed = await ok('create', 'PenguinServer2U', 'c1', 'model=X', '--in', 'r1', '--unit', '4', '-m', 'new');
    expect(printed).toBe('PenguinServer2U(name=c1, type=server, driver=penguinserver2u)\n');
    expect(await home.json('info')).toMatchObject({ version: before.version + 1 });
    const [info] = (await home.json('info', 'c1')) as [{ properties: unknown; parents: unknown }];
    expect(info.properties).toMatchObject({ model: 'X' });
    expect(await home.json('attr', 'show', 'r1', '-k', '_contains')).toMatchObject([
      { number: 4, subkey: 'ru', value: 'c1' },
      { number: 5, subkey: 'ru', value: 'c1' },
    ]);
  });

  test('leaves nothing behind when the place is taken', async () => {
    await ok('create', 'basicrack', 'r2');
    await ok('create', 'penguinserver', 'c2', '--in', 'r2', '--unit', '1');
    await fails(1, 'RACK_UNIT_TAKEN', 'create', 'penguinserver', 'c3', '--in', 'r2', '--unit', '1');
    await fails(1, 'ENTITY_NOT_FOUND', 'info', 'c3');
  });

  test.each([
    ['NAME_INVALID', 1, ['create', 'pool', 'a/b']],
    ['PROPERTY_UNKNOWN', 1, ['create', 'basicrack', 'x1', 'height=4']],
    ['ARGUMENT_INVALID', 1, ['create', 'basicrack', 'x1', 'maxu=tall']],
    ['USAGE', 2, ['create', 'basicrack', 'x1', 'maxu']],
    ['USAGE', 2, ['create', 'basicrack']],
    ['USAGE', 2, ['create', 'basicrack', 'x1', '--unit', '3']],
    ['USAGE', 2, ['create', 'basicrack', 'x1', '--unit', 'three']],
  ] as const)('refuses with %s and status %i: %j', async (code, status, args) => {
    await fails(status, code, ...args);
  });

  test('asks whether a driver that does not exist was mistyped', async () => {
    expect(await fails(1, 'DRIVER_UNKNOWN', 'create', 'pengiunserver', 'x2')).toContain('did you mean penguinserver');
  });
});

describe('info', () => {
  test('prints labels and values, and leaves out what is empty', async () => {
    await ok('create', 'penguinserver', 'i1');
    await ok('attr', 'set', 'i1', 'system.memory=16384', 'description=spare');
    const printed = await ok('info', 'i1');
    expect(printed).toMatch(/^Name: {15}i1\nType: {15}server\nDriver: {13}penguinserver\n/);
    expect(printed).toMatch(/^Description: {8}spare$/m);
    expect(printed).toMatch(/^Memory: {13}16384$/m);
    expect(printed).not.toMatch(/^IP:|^Parents:/m);
  });

  test('lists drivers with types and properties', async () => {
    expect(await ok('info', '--drivers')).toMatch(/^penguinserver +server +PenguinServer +pwr-nema-5:1/m);
    expect(await home.json('info', '--drivers')).toContainEqual(
      expect.objectContaining({ driver: 'basicrack', type: 'rack', class: 'BasicRack' }),
    );
  });

  test('finds by serial number, and says when that means several', async () => {
    await ok('create', 'penguinserver', 'i2', 'serialnum=P0000000001');
    expect(await ok('info', 'P0000000001')).toContain('i2');
    await ok('create', 'penguinserver', 'i3', 'serialnum=P0000000001');
    expect(await fails(1, 'ENTITY_AMBIGUOUS', 'info', 'P0000000001')).toContain('i2, i3');
  });

  test('asks whether a name was mistyped', async () => {
    await ok('create', 'pool', 'production');
    expect(await fails(1, 'ENTITY_NOT_FOUND', 'info', 'prodution')).toContain('did you mean production?');
  });
});

describe('attr', () => {
  test('reads values as what they look like, unless told', async () => {
    await ok('create', 'entity', 'a1');
    const values = ['i=5', 'n=-5', 'f=1.5', 'b=true', 't=true story', 'j={"a":[1]}', 'z=007', 'e='];
    const written = (await home.json('attr', 'set', 'a1', ...values)) as {
      key: string;
      datatype: string;
      value: unknown;
    }[];
    expect(Object.fromEntries(written.map(({ key, datatype, value }) => [key, [datatype, value]]))).toEqual({
      i: ['int', 5],
      n: ['int', -5],
      f: ['float', 1.5],
      b: ['bool', true],
      t: ['string', 'true story'],
      j: ['json', { a: [1] }],
      z: ['string', '007'],
      e: ['string', ''],
    });
    expect(await home.json('attr', 'set', 'a1', 'i=5', '--type', 'string')).toMatchObject([{ datatype: 'string' }]);
    expect(await home.json('attr', 'set', 'a1', 'r=a1', '--type', 'relation')).toMatchObject([
      { datatype: 'relation' },
    ]);
    expect(await home.json('attr', 'set', 'a1', '-k', 'd', '-v', '2026-11-01', '--type', 'datetime')).toMatchObject([
      { value: '2026-11-01T00:00:00.000Z' },
    ]);
    await fails(1, 'ARGUMENT_INVALID', 'attr', 'set', 'a1', 'i=five', '--type', 'int');
  });

  test('several in one command are one version, all or none', async () => {
    await ok('create', 'entity', 'a2');
    const { version } = (await home.json('info')) as { version: number };
    await ok('attr', 'set', 'a2', 'x=1', 'y=2');
    expect(await home.json('info')).toMatchObject({ version: version + 1 });
    await fails(1, 'KEY_INVALID', 'attr', 'set', 'a2', 'x=9', '1y=9');
    expect(await home.json('attr', 'show', 'a2', 'x')).toMatchObject([{ value: 1 }]);
  });

  test('shows by key, subkey and number, as a table and at an older version', async () => {
    await ok('create', 'entity', 'a3');
    await ok('attr', 'add', 'a3', 'k.s=1', '-n', 'auto');
    await ok('attr', 'add', 'a3', 'k.s=2', '-n', 'auto');
    await ok('attr', 'add', 'a3', 'other=3');
    const { version } = (await home.json('info')) as { version: number };
    expect(await ok('attr', 'show', 'a3', 'k.s', '-n', '1')).toBe(
      'KEY  SUBKEY  NUMBER  TYPE  VALUE\nk    s       1       int   2\n',
    );
    await ok('attr', 'set', 'a3', 'other=4');
    expect(await home.json('attr', 'show', 'a3', 'other', '--at', String(version))).toMatchObject([{ value: 3 }]);
    expect(await home.json('attr', 'show', 'a3', '-k', 'other')).toMatchObject([{ value: 4 }]);
  });

  test('deletes what is named, and everything only with --all', async () => {
    await ok('create', 'entity', 'a4');
    await ok('attr', 'set', 'a4', 'x=1', 'y=2', 'z=3');
    expect(await fails(2, 'USAGE', 'attr', 'delete', 'a4')).toContain('--all');
    await ok('attr', 'delete', 'a4', 'x', 'y=9');
    expect(await home.json('attr', 'show', 'a4')).toMatchObject([{ key: 'y' }, { key: 'z' }]);
    await fails(2, 'USAGE', 'attr', 'delete', 'a4', 'y', '--all');
    expect(await home.json('attr', 'delete', 'a4', '--all')).toMatchObject([{ key: 'y' }, { key: 'z' }]);
    expect(await ok('attr', 'show', 'a4')).toBe('');
  });

  test('refuses an attribute without value, and one that is named twice over', async () => {
    await ok('create', 'entity', 'a5');
    await fails(2, 'USAGE', 'attr', 'set', 'a5', 'x');
    await fails(2, 'USAGE', 'attr', 'add', 'a5');
    await fails(2, 'USAGE', 'attr', 'set', 'a5', 'x=1', '-k', 'y');
    await fails(2, 'USAGE', 'attr', 'set', 'a5', 'x=1', '--type', 'complex');
  });
});

describe('pool', () => {
  test('is created, filled, shown, emptied and deleted', async () => {
    expect(await ok('pool', 'create', 'p1', '--driver', 'unique_pool')).toContain('UniquePool(name=p1');
    await ok('create', 'entity', 'm1');
    await ok('create', 'entity', 'm2');
    await ok('pool', 'insert', 'p1', 'm1', 'm2');
    expect(await ok('pool', 'show', 'p1')).toBe('m1  generic  entity\nm2  generic  entity\n');
    expect(await ok('list', '--pool', 'p1', '--names')).toBe('m1\nm2\n');
    await ok('pool', 'remove', 'p1', 'm1');
    await fails(1, 'NOT_A_MEMBER', 'pool', 'remove', 'p1', 'm2', 'm1');
    expect(await home.json('pool', 'show', 'p1')).toMatchObject([{ name: 'm2' }]);
    await fails(7, 'CANCELLED', 'pool', 'delete', 'p1');
    await ok('pool', 'delete', 'p1', '--yes');
    await fails(1, 'ENTITY_NOT_FOUND', 'pool', 'show', 'p1');
    await ok('info', 'm2');
  });

  test('has to be a pool', async () => {
    await ok('create', 'basicrack', 'rack-not-pool');
    await fails(1, 'NOT_A_POOL', 'pool', 'show', 'rack-not-pool');
    await fails(1, 'NOT_A_POOL', 'pool', 'delete', 'rack-not-pool', '--yes');
    await fails(1, 'NOT_A_POOL', 'pool', 'create', 'p9', '--driver', 'basicrack');
  });
});

describe('tree, rename, delete, list', () => {
  test('tree goes down and up, with attributes', async () => {
    for (const [driver, name, ...more] of [
      ['basicdatacenter', 't-dc'],
      ['basicrack', 't-rack', '--in', 't-dc'],
      ['penguinserver', 't-s', '--in', 't-rack', '--unit', '1'],
    ] as const)
      await ok('create', driver, name, ...more);
    await ok('attr', 'set', 't-s', 'system.memory=1', 'x=2');
    expect(await ok('tree', 't-dc', 'system.memory')).toBe(
      't-dc (datacenter)\n  t-rack (rack)\n    t-s (server)\n      | system.memory = 1\n',
    );
    expect(await ok('tree', '-p', 't-s')).toBe('t-s (server)\n  t-rack (rack)\n    t-dc (datacenter)\n');
    expect(await home.json('tree', 't-rack')).toMatchObject({
      name: 't-rack',
      children: [{ name: 't-s', children: [] }],
    });
  });

  test('rename keeps what there is, and the past its name', async () => {
    await ok('create', 'entity', 'old');
    const { version } = (await home.json('info')) as { version: number };
    expect(await ok('rename', 'old', 'new')).toContain('name=new');
    await ok('info', 'old', '--at', String(version));
    await fails(1, 'ENTITY_NOT_FOUND', 'info', 'old');
    await ok('create', 'entity', 'taken');
    await fails(1, 'NAME_TAKEN', 'rename', 'new', 'taken');
  });

  test('delete asks, all or none', async () => {
    await ok('create', 'entity', 'd1');
    await ok('create', 'entity', 'd2');
    expect(await fails(7, 'CANCELLED', 'delete', 'd1')).toContain('--yes');
    await fails(1, 'ENTITY_NOT_FOUND', 'delete', 'd1', 'd3', '--yes');
    expect((await home.run(['delete', 'd1', 'd2', '--yes'])).stderr).toContain('deleted Driver(name=d1');
    await fails(1, 'ENTITY_NOT_FOUND', 'info', 'd1');
  });

  test('list filters by type and by driver with what extends it', async () => {
    await ok('create', 'cisco4948', 'l-switch');
    expect(await ok('list', '--type', 'networkswitch', '--names')).toBe('l-switch\n');
    expect(await home.json('list', '--driver', 'basicnetworkswitch')).toEqual([
      { name: 'l-switch', type: 'networkswitch', driver: 'cisco4948' },
    ]);
    expect(await fails(1, 'TYPE_UNKNOWN', 'list', '--type', 'networkswich')).toContain('did you mean networkswitch?');
    expect(await ok('list', '--type', 'firewall')).toBe('');
  });
});
