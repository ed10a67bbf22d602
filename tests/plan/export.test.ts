import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeScalar } from '../../packages/clusto/src/base/values.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { exportInventory } from '../../packages/clusto/src/operations/plan/export-inventory.ts';
import { EntryProblems } from '../../packages/clusto/src/operations/plan/entry-problem.ts';
import {
  type DeclaredValue,
  fileValue,
  readFileValue,
  valueKey,
} from '../../packages/clusto/src/operations/plan/file-value.ts';
import { partOf } from '../../packages/clusto/src/operations/plan/part.ts';
import { readDeclared } from '../../packages/clusto/src/operations/plan/read-declared.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const whole = async (pieces: AsyncIterable<string>): Promise<string> => (await Array.fromAsync(pieces)).join('');

const scalars = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  // a key that is refused wherever it is
  fc.array(fc.jsonValue()).filter((value) => !JSON.stringify(value).includes('__proto__')),
);

test('a value out of a file is the value that was written into it', () => {
  fc.assert(
    fc.property(scalars, (value) => {
      const declared: DeclaredValue = encodeScalar(value);
      const text = JSON.stringify(fileValue(declared));
      expect(valueKey(readFileValue(partOf(JSON.parse(text), 1)))).toBe(valueKey(declared));
    }),
  );
  const legacy: DeclaredValue[] = [
    { datatype: 'float', int: null, float: 3, string: null },
    { datatype: 'datetime', int: 1_262_304_000_123_456, float: null, string: null },
    { datatype: 'relation', name: 'a b' },
  ];
  for (const value of legacy) expect(readFileValue(partOf(fileValue(value), 1))).toEqual(value);
});

describe.each(databases)('an export on $name', (kind) => {
  const inventory = useClusto(kind);

  test('is one document for each entity, by name, the same whenever it is made', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      const rack = await clusto.create(BasicRack, 'r1');
      const pool = await clusto.create(Pool, 'b');
      const server = await clusto.create(BasicServer, 's1', { model: 'X' });
      const other = await clusto.create(BasicServer, 'a1');
      const subnet = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '24' });
      await rack.delAttrs({ key: 'minu' });
      await pool.insert(server);
      await rack.insert(server, 3);
      await pool.insert(other);
      await server.connectPorts('nic-eth', 1, other, 2);
      await subnet.allocate(server, '10.0.0.9');
      await server.addAttr({ key: 'note', value: 'one' });
      await server.addAttr({ key: 'note', value: '2' });
      await server.addAttr({ key: 'big', number: 3, value: 2n ** 60n });
      await server.addAttr({ key: 'when', value: new Date('2026-01-02T03:04:05Z') });
      await server.addAttr({ key: 'peer', value: other });
      await server.addAttr({ key: 'shape', value: { a: [1, null] } });
      await server.addAttr({ key: 'redfish', subkey: 'password', value: 'sealed:01234567:abc' });
      await server.addAttr({ key: '__proto__', value: true });
    });
    const text = await whole(exportInventory(clusto));
    await expect(text).toMatchFileSnapshot('export.yaml.txt');
    expect(await whole(exportInventory(clusto.at(await clusto.version())))).toBe(text);
    await clusto.create(Pool, 'later');
    expect(await whole(exportInventory(clusto.at(1 + 1)))).not.toContain('later');
    const problems = new EntryProblems();
    const { entities: declared } = readDeclared([{ name: 'x', text }], problems);
    expect(problems.all).toEqual([]);
    expect(declared.map(({ name, where: { line } }) => [name, line])).toMatchObject([
      ['a1', 3],
      ['b', expect.any(Number)],
      ['net', expect.any(Number)],
      ['r1', expect.any(Number)],
      ['s1', expect.any(Number)],
    ]);
    const json = await whole(exportInventory(clusto, { format: 'json', query: 'type = server' }));
    expect((JSON.parse(json) as { name: string }[]).map(({ name }) => name)).toEqual([undefined, 'a1', 's1']);
    const { entities: again } = readDeclared([{ name: 'x', text: json }], problems);
    const plain = (one: (typeof again)[number]): string =>
      inspect({ ...one, where: 0 }, { depth: 9 }).replace(/line: \d+/g, 'line');
    expect(again.map(plain)).toEqual(declared.filter(({ name }) => /^[as]1$/.test(name)).map(plain));
  });

  test('reads pages, and not entities', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      const pool = await clusto.create(Pool, 'p');
      for (let index = 0; index < 20; index += 1) await pool.insert(await clusto.create(BasicServer, `s${index}`));
    });
    const statements = await countStatements(() => whole(exportInventory(clusto, { query: 'type = server' })));
    expect(statements).toBeLessThan(10);
  });
});

const broken: [string, number, string][] = [
  ['name: a\ndrivr: pool', 2, 'an entity has no drivr: did you mean driver?'],
  ['driver: pool', 1, 'an entity lacks name.'],
  ['name: 5', 1, 'a name is a text, write "5" in quotes.'],
  ['- name: a\n- name: b\n- name: a', 3, 'a is declared a second time, after f:1.'],
  [
    'name: a\nattributes:\n  b: [1]',
    3,
    'several values are written {values: […]}, and a list that is one value {json: […]}.',
  ],
  ['name: a\nattributes:\n  b:\n  c: 1', 3, 'there is no value; the value null is written {json: null}.'],
  [
    'name: a\nattributes:\n  b: {dat: 1}',
    3,
    'a map says the type of one value (int, float, datetime, json, entity); as a value it is written {json: {…}}.',
  ],
  ['name: a\nattributes:\n  b: {datetime: yesterday}', 3, 'a time is written {datetime: "2026-11-01T12:00:00Z"}.'],
  [
    'name: a\nattributes:\n  b c: 1',
    3,
    'The attribute key b c is not allowed: it contains something other than letters, digits, underscore and minus.',
  ],
  ['name: a\ncontents:\n  - b\n  - {name: c, unit: 3}', 4, 'a place in a rack has no unit: did you mean units?'],
  ['name: a\ncables:\n  - port: nic-eth', 3, 'a cable lacks number.'],
  ['name: a\nallocations:\n  - {manager: m, forced: 1}', 3, 'forced is true or false.'],
  ['name: a\n\tb: 1', 2, 'Tabs are not allowed as indentation.'],
  ['name: &x a\ndriver: *x', 2, 'anchors and aliases are not read: write the value out.'],
  ['clusto: 2', 1, 'the format 2 is not known; this clusto reads 1.'],
  ['[{"name": "a",\n"driver": 5}]', 2, 'a driver is a text, write "5" in quotes.'],
];

test.each(broken)('%j is refused at its line', (text, line, message) => {
  const problems = new EntryProblems();
  readDeclared([{ name: 'f', text }], problems);
  expect(problems.all).toMatchObject([{ file: 'f', line, message }]);
});

test('everything that is wrong is told at once, and no text throws anything', () => {
  const problems = new EntryProblems();
  readDeclared([{ name: 'f', text: 'name: a\nattributes:\n  b: [1]\n  c: [2]\n---\nname: b\nin: 5' }], problems);
  expect(problems.all.map(({ line }) => line)).toEqual([3, 4, 7]);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.json()), (text) => {
      readDeclared([{ name: 'f', text }], new EntryProblems());
    }),
  );
});
