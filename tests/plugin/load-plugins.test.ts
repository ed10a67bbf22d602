import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'clusto';
import { BasicServer } from 'clusto/drivers';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-plugin-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const load = (...folders: string[]) =>
  connect({ dsn: 'sqlite::memory:', plugins: folders.length > 0 ? folders : [folder] });

const driver = (className: string, driverName: string, parent = 'BasicServer') => `
  import { BasicServer } from 'clusto/drivers';
  export class ${className} extends ${parent} {
    static override readonly driverName: string = '${driverName}';
  }
`;

test('every exported driver is registered, and extends the class that is loaded already', async () => {
  await write(
    'kinds.ts',
    `${driver('One', 'pluginone')}\n${driver('Two', 'plugintwo', 'One').replace(/import.*/, '')}`,
  );
  await using clusto = await load();
  expect(clusto.pluginFailures).toEqual([]);
  expect(clusto.driverClass('pluginone').prototype).toBeInstanceOf(BasicServer);
  expect(clusto.driverNamesOf(clusto.driverClass('pluginone'))).toEqual(['pluginone', 'plugintwo']);
});

test('plain JavaScript works as well as TypeScript, from several folders', async () => {
  await mkdir(join(folder, 'more'));
  await write('a.ts', driver('Typed', 'plugintyped'));
  await write(
    'more/b.mjs',
    driver('Plain', 'pluginplain').replace('override ', '').replace(': string', '').replace('readonly ', ''),
  );
  await using clusto = await load(folder, join(folder, 'more'), join(folder, 'not-there'));
  expect(clusto.pluginFailures).toEqual([]);
  expect(['plugintyped', 'pluginplain'].map((name) => clusto.driverClass(name).name)).toEqual(['Typed', 'Plain']);
});

test('what stands in folders below is for plug-ins to import', async () => {
  await mkdir(join(folder, 'lib'));
  await write(
    'lib/shared.ts',
    'export const type: string = "shared-type";\nexport { Driver as Leaked } from "clusto";',
  );
  await write('lib/broken.ts', 'throw new Error("never loaded");');
  await write(
    'uses.ts',
    `import { type } from './lib/shared.ts';\n${driver('Uses', 'pluginuses').replace(/\}\s*$/, 'static override readonly type: string = type; }')}`,
  );
  await write('types.d.ts', 'throw');
  await write('.hidden.ts', 'throw new Error("never loaded");');
  await write('notes.txt', 'no plug-in');
  await using clusto = await load();
  expect(clusto.pluginFailures).toEqual([]);
  expect(clusto.driverClass('pluginuses').type).toBe('shared-type');
});

test.each([
  ['a file that is no TypeScript', 'const a = 1;\n\nfoo(;', 3, ''],
  ['syntax that cannot be stripped', 'const a = 1;\nenum Colour { Red }', 2, 'enum'],
  ['one that throws', '\n\n\nthrow new Error("out of coffee\\nsecond line");', 4, 'out of coffee'],
  ['one that imports what is not there', "import { nothing } from 'clusto/drivers';", 1, 'nothing'],
  ['the name of a built-in driver', driver('Mine', 'pool'), undefined, 'pool is claimed by both Pool and Mine'],
  ['a driver without a name of its own', driver('Nameless', 'x').replace(/static.*\n/, '\n'), undefined, 'Nameless'],
  ['a driver with a bad name', driver('Bad', 'not a name'), undefined, 'driverName'],
] as const)('%s is told with file and cause, and stops nothing else', async (_, text, line, cause) => {
  await write('a-broken.ts', text);
  await write('b-works.ts', driver('Works', 'pluginworks'));
  await using clusto = await load();
  expect(clusto.pluginFailures).toHaveLength(1);
  const [failed] = clusto.pluginFailures;
  expect(failed).toMatchObject({ code: 'PLUGIN_FAILED' });
  expect(failed?.message).toContain(join(folder, 'a-broken.ts') + (line === undefined ? ' ' : `:${line} `));
  expect(failed?.message).toContain(cause);
  expect(failed?.message).not.toContain('\n');
  expect(await clusto.create(clusto.driverClass('pluginworks'), 'w')).toMatchObject({ driver: 'pluginworks' });
  expect(await clusto.getEntities({ clustoDrivers: ['pool'] })).toEqual([]);
});

test('a file that has changed is loaded anew, one that has not is not', async () => {
  await write('a.ts', driver('Before', 'pluginchanged'));
  await write('b.ts', driver('Same', 'pluginsame'));
  await using first = await load();
  await write('a.ts', `${driver('After', 'pluginchanged')}\n// changed`);
  await using second = await load();
  expect([first, second].map((clusto) => clusto.driverClass('pluginchanged').name)).toEqual(['Before', 'After']);
  expect(second.driverClass('pluginsame')).toBe(first.driverClass('pluginsame'));
  await write('a.ts', '\n\nthrow new Error("broken");');
  await using third = await load();
  expect(third.pluginFailures[0]?.message).toContain(`${join(folder, 'a.ts')}:3`);
});

test('files are loaded in the order of their names: the second claim of a name is the one that fails', async () => {
  await write('b.ts', driver('Second', 'pluginsame'));
  await write('a.ts', driver('First', 'pluginsame'));
  await using clusto = await load();
  expect(clusto.driverClass('pluginsame').name).toBe('First');
  expect(clusto.pluginFailures.map(({ message }) => message)).toEqual([expect.stringContaining(join(folder, 'b.ts'))]);
});

test('a rack factory is registered for its layouts', async () => {
  await write(
    'factory.ts',
    "import { RackFactory } from 'clusto/drivers';\nexport class Mine extends RackFactory { static override readonly layouts: readonly string[] = ['mine']; }",
  );
  await using clusto = await load();
  const rack = await clusto.create(clusto.driverClass('apcrack'), 'r1');
  await rack.setAttr({ key: 'racklayout', value: 'mine' });
  expect((await clusto.getFactory('r1')).constructor.name).toBe('Mine');
});
