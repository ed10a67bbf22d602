import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../packages/clusto/src/cli/connect.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Ported } from '../../packages/clusto/src/drivers/devices/ported.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { importLegacy, type ImportReport } from '../../packages/clusto/src/operations/import-legacy.ts';
import type { FindingKind } from '../../packages/clusto/src/operations/legacy/import-findings.ts';
import { readLegacy } from '../../packages/clusto/src/store/legacy/read-legacy.ts';
import { unpackLegacy } from '../support/legacy-data.ts';
import { LegacyBuilder } from '../support/legacy-tables.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { refusal } from '../support/refusal.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-legacy-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a source that cannot be read', () => {
  const read = (path: string): Promise<string> => refusal(readLegacy(`sqlite:${path}`));

  test('is refused when it is not there, and is not made', async () => {
    expect(await read(join(folder, 'none.db'))).toBe('DATABASE_UNAVAILABLE');
    await expect(readFile(join(folder, 'none.db'))).rejects.toThrow('ENOENT');
    expect(await refusal(readLegacy('mysql://u:hunter2@127.0.0.1:1/clusto'))).toBe('DATABASE_UNAVAILABLE');
    expect(await refusal(readLegacy('postgresql+psycopg2://u@127.0.0.1:1/clusto'))).toBe('DATABASE_UNAVAILABLE');
  });

  test('is refused when its address is none, without telling the password', async () => {
    await expect(readLegacy('mysql://u:hunter2@')).rejects.toThrow(/^(?!.*hunter2)/s);
    for (const dsn of ['mysql://u:x@', 'mysql://host', 'oracle://x', 'sqlite:'])
      expect(await refusal(readLegacy(dsn))).toBe('DSN_INVALID');
  });

  test('is refused when it was cut off', async () => {
    const path = await unpackLegacy('clusto-200', folder);
    await truncate(path, 200_000);
    expect(await read(path)).toBe('DATABASE_CORRUPT');
    await truncate(path, 1000);
    expect(await read(path)).toBe('DATABASE_CORRUPT');
  });

  test('is refused when it is something else', async () => {
    const path = join(folder, 'letter.db');
    await writeFile(path, 'Dear reader, this is not a database. '.repeat(100));
    expect(await read(path)).toBe('DATABASE_CORRUPT');
    await (await connect(`sqlite:${join(folder, 'ours.db')}`)).close();
    expect(await read(join(folder, 'ours.db'))).toBe('LEGACY_NOT_CLUSTO');
    await writeFile(join(folder, 'empty.db'), '');
    expect(await read(join(folder, 'empty.db'))).toBe('LEGACY_NOT_CLUSTO');
  });

  test('is refused when it has another schema', async () => {
    using older = new LegacyBuilder(join(folder, 'older.db'), 2);
    expect(await read(older.path)).toBe('LEGACY_SCHEMA');
    using none = new LegacyBuilder(join(folder, 'none.db'), null);
    expect(await read(none.path)).toBe('LEGACY_NOT_CLUSTO');
  });
});

describe.each(databases)('a damaged source, brought into $name', (kind) => {
  let database: TestDatabase;
  let clusto: Clusto;
  let source: LegacyBuilder;
  let report: ImportReport;

  beforeEach(async () => {
    database = await kind.create();
    clusto = await connect({ dsn: database.dsn, durability: 'off', actor: 'importer' });
    source = new LegacyBuilder(join(folder, 'source.db')).versions(3, 9);
  });
  afterEach(async () => {
    source[Symbol.dispose]();
    await clusto.close();
    await database[Symbol.asyncDispose]();
  });

  const bring = async (): Promise<void> => {
    report = await importLegacy(clusto, await readLegacy(`sqlite:${source.path}`));
  };
  const items = (kindOf: FindingKind): readonly string[] =>
    report.findings.find((one) => one.kind === kindOf)?.items ?? [];
  const server = (name: string, life = {}): number => source.entity(name, 'basicserver', 'server', life);

  test('keeps versions with their times, authors and reasons, and is never written to', async () => {
    source.versions(10, 10, 'alice', 'a reason').versions(12, 12, 'bob');
    server('s1', { from: 12 });
    const digest = async (): Promise<string> =>
      createHash('sha256')
        .update(await readFile(source.path))
        .digest('hex');
    const before = await digest();
    await bring();
    expect(await digest()).toBe(before);
    expect(report).toMatchObject({ latest: 12, repairs: null, findings: [] });
    expect(await clusto.versions({ limit: 3 })).toEqual([
      { number: 12, time: new Date('2012-03-04T05:06:12Z'), actor: 'bob', message: null, source: 'import' },
      { number: 10, time: new Date('2012-03-04T05:06:10Z'), actor: 'alice', message: 'a reason', source: 'import' },
      { number: 9, time: new Date('2012-03-04T05:06:09Z'), actor: 'unknown', message: null, source: 'import' },
    ]);
    await clusto.create(BasicServer, 's2');
    expect(await clusto.version()).toBe(13);
  });

  test('without a log (versioning was optional) gets the versions that rows name', async () => {
    source.run('delete from clustoversioning; update entity_attrs set version = 1');
    server('s1');
    await bring();
    expect(items('missing-version')).toEqual(['1']);
    expect(await clusto.version()).toBe(1);
    expect((await clusto.getByName('s1')).driver).toBe('basicserver');
  });

  test('gives entities of one name different ones, for as long as they share it', async () => {
    source.attr(server('s1', { from: 3 }), 'a', 'first', { from: 3 });
    source.attr(server('s1', { from: 4 }), 'a', 'second', { from: 4 });
    server('s1~2', { from: 4 });
    source.attr(server('x', { from: 3, to: 6 }), 'a', 'early', { from: 3, to: 6 });
    source.attr(server('x', { from: 5 }), 'a', 'late', { from: 5 });
    await bring();
    expect(items('duplicate-name')).toEqual(['s1 is s1~3 from version 4 on', 'x is x~2 in versions 5 to 5']);
    const valueOf = async (name: string, at?: number): Promise<unknown> =>
      (await (at === undefined ? clusto : clusto.at(at)).getByName(name)).attrValue({ key: 'a' });
    expect([await valueOf('s1'), await valueOf('s1~3')]).toEqual(['first', 'second']);
    expect([await valueOf('x', 5), await valueOf('x~2', 5), await valueOf('x')]).toEqual(['early', 'late', 'late']);
  });

  test('corrects what our rules refuse, and leaves out what cannot be corrected', async () => {
    const s1 = server('a/b\n');
    server('', { from: 3 });
    source.attr(s1, 'good\n', 'line');
    source.attr(s1, '1a.b', 'key');
    source.attr(s1, 'k', 'subkey', { subkey: '' });
    source.attr(s1, 'k', 'fraction', { number: '1.5' });
    source.attr(s1, null, 'no key');
    source.attr(s1, 'port-nic-eth', '00-1B-21-3C-4D-5E', { subkey: 'mac', number: 1 });
    source.attr(s1, 'port-nic-eth', 'unknown', { subkey: 'mac', number: 2 });
    source.attr(s1, 'odd', { datatype: 'decimal', string: '1.25' });
    source.attr(s1, 'odd', { datatype: 'decimal' }, { subkey: 'nothing' });
    source.attr(s1, 'odd', { int: 'many' }, { subkey: 'int' });
    source.attr(s1, 'odd', { datetime: 'yesterday' }, { subkey: 'date' });
    source.attr(s1, 'json', { datatype: 'json', string: '{"a": NaN}' });
    source.attr(s1, 'json', { datatype: 'json', string: '[9007199254740993]' }, { subkey: 'big' });
    await bring();
    expect(items('invalid-name')).toEqual(['"a/b\\n" is a_b_', '"" is unnamed']);
    expect(items('invalid-key')).toHaveLength(3);
    expect(items('empty-subkey')).toHaveLength(1);
    expect(items('invalid-number')).toEqual(['a/b\n k #1.5']);
    expect(items('invalid-value')).toHaveLength(3);
    expect(items('unknown-datatype')).toHaveLength(1);
    expect(items('json-as-text')).toHaveLength(2);
    expect(items('mac')).toHaveLength(1);
    expect(items('not-a-mac')).toHaveLength(1);
    const thing = await clusto.getByName('a_b_');
    const values = (await thing.attrs()).map(({ key, subkey, value }) => [key, subkey, value]);
    expect(values).toEqual([
      ['good', null, 'line'],
      ['json', null, '{"a": NaN}'],
      ['json', 'big', '[9007199254740993]'],
      ['k', null, 'subkey'],
      ['odd', null, '1.25'],
      ['port-nic-eth', 'mac', '00:1b:21:3c:4d:5e'],
      ['port-nic-eth', 'mac', 'unknown'],
      ['x', null, 'no key'],
      ['x1a_b', null, 'key'],
    ]);
    expect((await clusto.getByMac('001b.213c.4d5e')).map(({ name }) => name)).toEqual(['a_b_']);
  });

  test('shows no relation to what is not there, and no attribute of it', async () => {
    const s1 = server('s1');
    const gone = server('gone', { from: 3, to: 6 });
    source.attr(s1, 'peer', { relation: gone }, { from: 3 });
    source.attr(s1, 'peer', { relation: 77 }, { subkey: 'nowhere' });
    source.attr(gone, 'late', 'x', { from: 7 });
    source.attr(gone, 'kept', 'x', { from: 4 });
    source.attr(78, 'nobody', 'x');
    source.attr(s1, 'unseen', 'x', { from: 4, to: 4 });
    source.counter(gone, 'a', 1);
    source.counter(s1, 'a', 1);
    source.counter(s1, 'a', 3);
    await bring();
    expect(items('dangling-relation')).toEqual(['s1 peer', 's1 peer.nowhere']);
    expect(items('orphaned-attribute')).toEqual(['gone late', 'gone kept', 'entity 78 nobody']);
    expect(items('never-visible')).toEqual(['s1 unseen']);
    expect(items('counter')).toHaveLength(2);
    expect(await (await clusto.getByName('s1')).attrs()).toEqual([]);
    const before = clusto.at(5);
    const [peer] = await (await before.getByName('s1')).attrValues({ key: 'peer' });
    expect(String(peer)).toContain('name=gone');
    expect(await (await before.getByName('gone')).attrKeys()).toEqual(['kept']);
    expect((await (await clusto.getByName('s1')).addAttr({ key: 'a', number: true, value: 1 })).number).toBe(4);
  });

  test('takes half cables off, in a version of its own that tells so', async () => {
    const [a, b, c] = [server('a'), server('b'), source.entity('sw', 'basicnetworkswitch', 'networkswitch')] as const;
    source.half(a, 1, c, 7);
    source.half(c, 7, a, 1);
    source.half(b, 1, c, 8);
    source.attr(c, 'port-nic-eth', { int: 3 }, { subkey: 'otherportnum', number: 9 });
    source.half(a, 2, c, 7);
    source.half(a, 2, b, 2);
    source.attr(b, 'port-nic-eth', 'bond0', { subkey: 'osportname', number: 1 });
    await bring();
    expect([...items('half-cable')].sort()).toEqual(['a nic-eth 2', 'b nic-eth 1', 'sw nic-eth 9']);
    expect(items('second-cable')).toEqual(['a nic-eth 2']);
    const ports = async (view: Clusto, name: string): Promise<unknown> =>
      (await view.getByName(name, Ported)).connectedPorts();
    expect(await ports(clusto, 'a')).toMatchObject({ 'nic-eth': [1] });
    expect(await ports(clusto, 'sw')).toMatchObject({ 'nic-eth': [7] });
    expect(await ports(clusto, 'b')).toMatchObject({ 'nic-eth': [] });
    expect(await ports(clusto.at(9), 'b')).toMatchObject({ 'nic-eth': [1] });
    expect(await (await clusto.getByName('b')).attrs()).toHaveLength(1);
    expect(report.repairs).toBe(10);
    expect((await clusto.versions({ limit: 1 }))[0]).toMatchObject({
      number: 10,
      actor: 'importer',
      message: `repairs after the import of sqlite:${source.path}`,
    });
    const sw = await clusto.getByName('sw', Ported);
    await (await clusto.getByName('b', Ported)).connectPorts('nic-eth', 1, sw, 9);
  });

  test('numbers outlets that are named at one end', async () => {
    const [a, b] = [server('a'), source.entity('pdu', 'powertowerxm', 'powerstrip')] as const;
    source.half(a, 1, b, 'ab2');
    source.half(b, 10, a, 1);
    await bring();
    expect(items('outlet-name')).toEqual(['a nic-eth 1: ab2 is 10']);
    expect(items('half-cable')).toEqual([]);
    const [far] = await (await clusto.getByName('a')).attrValues({ subkey: 'otherportnum' });
    expect(far).toBe(10);
  });

  test('has a thing once in a container, and a unit once taken', async () => {
    const [a, b] = [server('a'), server('b')] as const;
    const rack = source.entity('r1', 'basicrack', 'rack');
    const pool = source.entity('p1', 'pool', 'pool');
    source.attr(pool, '_contains', { relation: a }, { number: 0 });
    source.attr(pool, '_contains', { relation: a }, { number: 1, from: 4 });
    source.attr(pool, '_contains', 'not a relation', { number: 2 });
    source.attr(rack, '_contains', { relation: a }, { number: 5, subkey: 'ru', to: 6 });
    source.attr(rack, '_contains', { relation: b }, { number: 5, subkey: 'ru', from: 4 });
    await bring();
    expect(items('second-place')).toEqual(['a in p1']);
    expect(items('unit-taken')).toEqual(['b in r1 unit 5']);
    expect(items('invalid-value')).toEqual(['p1 _contains #2']);
    const contents = async (view: Clusto): Promise<string[]> =>
      (await (await view.getByName('r1')).contents()).map(({ name }) => name);
    expect([await contents(clusto.at(5)), await contents(clusto)]).toEqual([['a'], ['b']]);
  });

  test('tells unknown drivers and other types', async () => {
    source.entity('odd', 'ourdriver', 'ourtype');
    source.entity('vm1', 'basicvirtualserver', 'server');
    source.entity('raw', 'entity', 'entity');
    await bring();
    expect(items('unknown-driver')).toEqual(['ourdriver, of 1 entities']);
    expect(items('other-type')).toEqual(['vm1 (basicvirtualserver): server is virtualserver']);
    expect(await clusto.getByName('odd')).toMatchObject({ driver: 'ourdriver', type: 'ourtype' });
    expect([(await clusto.at(9).getByName('vm1')).type, (await clusto.getByName('vm1')).type]).toEqual([
      'server',
      'virtualserver',
    ]);
    expect((await clusto.getByName('raw')).type).toBe('generic');
  });

  test('tells resources of several, of nobody, and of managers that are unusable', async () => {
    const [a, b, c] = [server('a'), server('b'), server('c')] as const;
    const wide = source.manager('wide', '10.0.0.0', '255.0.0.0');
    const gone = source.manager('gone', '10.1.0.0', '255.255.0.0', { to: 6 });
    const far = source.manager('far', '192.168.0.0', '255.255.0.0', { to: 6 });
    source.manager('wide2', '10.0.0.0', '8');
    source.manager('broken', '10.0.0.0', 'some');
    source.address(a, 0, '10.0.0.1', wide);
    source.address(b, 1, '10.0.0.1', wide, { from: 4 });
    source.address(a, 2, '10.1.0.1', gone);
    source.address(b, 3, '192.168.0.1', far);
    source.address(c, 4, '10.1.0.1', wide);
    source.address(c, 5, '10.1.0.2', null);
    source.attr(c, 'note', 'someone', { subkey: 'manager', number: 0 });
    await bring();
    expect(items('shared-resource')).toEqual(['ip 10.0.0.1: also b']);
    expect(items('orphaned-resource')).toEqual(['a ip 10.1.0.1', 'b ip 192.168.0.1']);
    expect(items('adopted-resource')).toEqual(['c ip 10.1.0.2: wide']);
    expect(items('manager-overlap')).toEqual(['wide2 and wide: 10.0.0.0/8']);
    expect(items('manager-invalid')).toHaveLength(1);
    const owners = async (ip: string, view = clusto): Promise<string[]> =>
      (await view.getDevices(ip)).map(({ name }) => name);
    expect(await owners('10.0.0.1')).toEqual(['a', 'b']);
    expect(await owners('10.1.0.2')).toEqual(['c']);
    expect(await owners('10.1.0.1')).toEqual(['c']);
    const adopted = await clusto.getByName('c');
    await adopted.delAttrs({ key: 'ip', number: 5 });
    expect(await owners('10.1.0.2')).toEqual([]);
    expect(await adopted.attrs({ key: 'ip', number: 5 })).toEqual([]);
    await (await clusto.getByName('b')).delAttrs({ key: 'ip', number: 3 });
    expect(await (await clusto.getByName('b')).attrs({ number: 3 })).toEqual([]);
  });

  test.each(['value', 'count'])('leaves nothing behind when the comparison finds another %s', async (what) => {
    source.attr(server('s1', { from: 3 }), 'a', 'x', { from: 3 });
    const before = await clusto.version();
    const read = { ...(await readLegacy(`sqlite:${source.path}`)) };
    const rows = read.attributes.map((row) => (row.key === 'a' ? { ...row, string: 'y' } : row));
    // the source turns into another one between writing and comparing
    const attempt = importLegacy(clusto, read, (doing) => {
      if (doing === 'comparing') read.attributes = what === 'value' ? rows : rows.slice(1);
    });
    expect(await refusal(attempt)).toBe('IMPORT_DIFFERS');
    expect(await clusto.getEntities()).toEqual([]);
    expect(await clusto.version()).toBe(before);
    await bring();
    expect(report.entities).toBe(2);
  });

  test('comes into an empty inventory only, and leaves nothing behind where it does not come', async () => {
    await clusto.create(BasicServer, 'here');
    const before = await clusto.version();
    server('s1');
    expect(await refusal(bring())).toBe('INVENTORY_NOT_EMPTY');
    expect(await clusto.version()).toBe(before);
    await clusto.delete('here');
    expect(await refusal(bring())).toBe('INVENTORY_NOT_EMPTY');
    expect(await clusto.getEntities()).toEqual([]);
  });
});
