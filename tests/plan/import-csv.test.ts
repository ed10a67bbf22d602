import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { type EntryProblem } from '../../packages/clusto/src/operations/plan/entry-problem.ts';
import {
  type CsvImport,
  importCsv,
  type ImportCsvParams,
} from '../../packages/clusto/src/operations/plan/import-csv.ts';
import { readCsv } from '../../packages/clusto/src/operations/plan/read-csv.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const texts = (problems: readonly EntryProblem[]): string[] =>
  problems.map(({ line, column, message }) => `${line}${column === undefined ? '' : ` ${column}`}: ${message}`);

describe.each(databases)('a table on $name', (kind) => {
  const inventory = useClusto(kind);
  const run = (text: string, params: Partial<ImportCsvParams> = {}): Promise<CsvImport> =>
    importCsv(inventory.clusto, { file: { name: 'f', text }, driver: 'basicserver', ...params });
  const problems = async (text: string, params: Partial<ImportCsvParams> = {}): Promise<string[]> => {
    const version = await inventory.clusto.version();
    const error = await run(text, params).then(
      () => undefined,
      (thrown: unknown) => thrown as ClustoException,
    );
    expect(await inventory.clusto.version()).toBe(version);
    return texts((error?.detail['problems'] ?? []) as EntryProblem[]);
  };

  beforeEach(() =>
    inventory.clusto.transaction(async () => {
      await inventory.clusto.create(BasicRack, 'r1');
      await inventory.clusto.create(Pool, 'web');
      await inventory.clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '24' });
    }),
  );

  test('makes entities of rows, by title and mapping, as one version', async () => {
    const { clusto } = inventory;
    const before = await clusto.version();
    const text =
      '\uFEFFHost;model;Rack;unit;in;address;system.memory;Asset;Notes;x\r\ns1;12;r1;3;web;10.0.0.7;16384;007;"a\r\nb";\r\n\r\ns2;;;;;;;12;;\r\n';
    const map = { Host: 'name', Rack: '-', Asset: 'asset.tag as string', Notes: 'note' };
    const done = await run(text, { delimiter: ';', map, ignoreUnmapped: true, dryRun: true }).catch(
      (error: unknown) => error,
    );
    expect(done).toMatchObject({ code: 'ENTRIES_INVALID' });
    expect(
      await run(text, { delimiter: ';', map: { ...map, Rack: 'in', in: '-' }, ignoreUnmapped: true }),
    ).toMatchObject({ version: before + 1, created: 2, skipped: [] });
    const server = await clusto.getByName('s1', BasicServer);
    expect(await BasicRack.getRackAndU(server)).toMatchObject({ RU: [3] });
    expect(await server.getIps()).toEqual(['10.0.0.7']);
    expect(await server.getProperty('model')).toBe('12');
    expect((await server.attrs({ key: 'asset' })).map(String)).toEqual(['s1.asset|null|tag|string 007']);
    expect(await server.attrValue({ key: 'system', subkey: 'memory' })).toBe(16384);
    expect(await server.attrValue({ key: 'note' })).toBe('a\r\nb');
    expect((await (await clusto.getByName('s2')).attrs()).map(String)).toEqual(['s2.asset|null|tag|string 12']);
  });

  test('tells every bad row with line and column, and writes nothing', async () => {
    const text = `name,driver,in,unit,address,a.b,when.x\ns1,,r1,99,,1,\ns2,basicservr,,,,,\ns3,,nobody,,,,\n,,,,,,\ns1,,,,,,\ns4,,,,10.9.9.9,,\ns5,,,,,,soon\n"s6\nx",,,,,,\ns7,,\ns8,,,5,,,\nr1,,,,,,\n`;
    expect(await problems(text, { map: { 'when.x': 'when.x as datetime' } })).toEqual([
      '2 in: The rack unit 99 is not allowed: the highest of r1 is 45.',
      '3: There is no driver basicservr: did you mean basicserver?',
      '4 in: nobody does not exist.',
      '5 name: The name "" is not allowed: it is empty.',
      '6 name: s1 is in line 2 already.',
      '7 address: No IP manager covers 10.9.9.9.',
      '8 when.x: soon is not a time; write it like 2026-11-01T00:00:00Z.',
      '9 name: The name "s6\\nx" is not allowed: it contains a control character.',
      '11: the row has 3 cells, and the header 7.',
      '12: a unit takes one rack beside it, in a column that is `in`.',
      '13: An entity named r1 already exists.',
    ]);
    const rest = 'name,driver,in,unit\ns1,,r1,99\ns2,basicservr,,\ns3,,nobody,\nr1,,,\ns4,,r1,4\n';
    const { skipped, created } = await run(rest, { keepGoing: true });
    expect(created).toBe(1);
    expect(new Set(skipped.map(({ line }) => line))).toEqual(new Set([2, 3, 4, 5]));
  });

  test('changes what is there when it is told to', async () => {
    await run('name,a.b\ns1,1\n');
    expect(await problems('name,a.b\ns1,2\n')).toEqual(['2: An entity named s1 already exists.']);
    expect(await run('name,a.b\ns1,2\n', { update: true })).toMatchObject({ created: 0, changed: 1 });
    const version = await inventory.clusto.version();
    expect(await run('name,a.b\ns1,2\n', { update: true })).toMatchObject({ changes: [], version });
    expect(await run('name,a.b\ns2,2\n', { dryRun: true })).toMatchObject({ created: 1, version });
  });

  test.each([
    ['', {}, '1: there is no header.'],
    [
      'name,Serial\n',
      {},
      '1: the column Serial means nothing: map it (Serial=key.subkey, or Serial=- to leave it out).',
    ],
    ['model\n', {}, '1: no column is the name: map one (Host=name).'],
    ['name,model,Model\n', { map: { Model: 'model.property' } }, '1: the columns model and Model are the same.'],
    [
      'name,b\n',
      { map: { b: 'a as colour' } },
      '1: there is no type colour; there are auto, string, int, float, bool, datetime, json, relation.',
    ],
    [
      'name,b\n',
      { map: { b: 'a b c' } },
      '1: The attribute key a b c is not allowed: it contains something other than letters, digits, underscore and minus.',
    ],
  ])('%j is no table', async (text, params, message) => {
    expect(await problems(text, params)).toEqual([message]);
  });

  test('a mapped column has to be there', async () => {
    expect(await problems('name,Serial\n', { map: { Seriall: 'a' } })).toEqual([
      '1: There is no column Seriall: did you mean Serial?',
    ]);
  });
});

test('the cells of a table, and their lines, are read whatever they hold', () => {
  const cell = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.startsWith('\uFEFF'));
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const lines = rows.map((row) => row.map(quoted).join(','));
        const read = readCsv(lines.join(end));
        expect(read.map(({ cells }) => cells)).toEqual(rows);
        const ends = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;
        expect(read.at(-1)?.line).toBe(1 + lines.slice(0, -1).reduce((sum, line) => sum + 1 + ends(line), 0));
      },
    ),
  );
});
