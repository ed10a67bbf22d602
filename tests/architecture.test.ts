import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doors, longFiles, namedForSubject, packages, rooms, roomsTable } from './support/rooms.ts';
import { findCycles, readSources, sourceRoot } from './support/source-files.ts';

const all = readSources();
const source = all.filter(({ isTest }) => !isTest);
const inRooms = all.filter(({ room }) => room !== '');
const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);
const testOnly = new Set(['vitest', 'fast-check']);

/** Passes if nothing is listed; `why` is what the reader of a failure is told. */
function expectNone(violations: readonly string[], why: string): void {
  expect(violations, why).toEqual([]);
}

describe('imports', () => {
  test('follow the table of the rooms', () => {
    const violations = inRooms.flatMap(({ path, room, isTest, files }) => {
      const allowed = [room, ...Object.keys(rooms[room]?.imports ?? {})];
      return files
        .filter((file) => !allowed.includes(roomOf(file)))
        .filter((file) => file !== '../package.json' && !(isTest && file.startsWith('../../../tests/support/')))
        .map((file) => `${path} imports ${file}`);
    });
    expectNone(
      violations,
      'A room may only import what tests/support/rooms.ts lists for it, types included: that is what lets a room be ' +
        'read, tested and replaced without the ones that stand on it. Move the code down, pass the value in, or add a ' +
        'line with its reason. A test of several rooms belongs into /tests.',
    );
  });

  test('use every line of the table', () => {
    const used = new Set(source.flatMap(({ room, files }) => files.map((file) => `${room} imports ${roomOf(file)}`)));
    const lines = Object.entries(rooms).flatMap(([room, { imports }]) =>
      Object.keys(imports).map((other) => `${room} imports ${other}`),
    );
    expectNone(
      lines.filter((line) => !used.has(line)),
      'A permission that nobody uses any more would let the dependency creep back unseen: remove it from tests/support/rooms.ts.',
    );
  });

  test('have no cycle', () => {
    expectNone(
      findCycles(all).map((cycle) => cycle.join(' -> ')),
      'Files that import each other, be it only types, can only be understood together: move what they share into a third file.',
    );
  });

  test('of packages stay in the rooms that own them', () => {
    const violations = all.flatMap(({ path, room, isTest, imports }) =>
      imports
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !(isTest && testOnly.has(name)))
        .filter((name) => !packages[name]?.rooms.includes(room))
        .map((name) => `${path} imports ${name}: ${packages[name]?.why ?? 'not listed'}`),
    );
    expectNone(
      violations,
      'An npm package is used by the rooms that tests/support/rooms.ts names, so that replacing it touches one room.',
    );
  });

  test('of packages all happen', () => {
    const used = new Set(source.flatMap(({ room, imports }) => imports.map((name) => `${room} imports ${name}`)));
    const lines = Object.entries(packages).flatMap(([name, owners]) =>
      owners.rooms.map((room) => `${room} imports ${name}`),
    );
    expectNone(
      lines.filter((line) => !used.has(line)),
      'A package that nobody imports any more is to be removed from tests/support/rooms.ts and from package.json.',
    );
  });

  test('of the process and the machine happen in cli alone', () => {
    const violations = source.filter(({ room, usesProcess }) => room !== 'cli' && usesProcess);
    expectNone(
      violations.map(({ path }) => path),
      'Environment, arguments, exit and home folder are read in cli and handed on as values: everything else must run ' +
        'in any program, twice in one process, and in a test without setting variables.',
    );
  });
});

describe('folders and files', () => {
  const folders = readdirSync(sourceRoot, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  test('of the first level are the rooms of the table', () => {
    const found = readdirSync(sourceRoot, { withFileTypes: true });
    expect(
      found
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
      'A folder without a line in tests/support/rooms.ts has no rules; a line without a folder describes a house that does not exist.',
    ).toEqual(Object.keys(rooms).sort());
    expect(
      found
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort(),
      'Only the doors stand outside of the rooms: what is published is seen at one glance.',
    ).toEqual([...doors].sort());
  });

  test('of a room begin with a README of at most 20 lines', () => {
    const violations = [...new Set(inRooms.map(({ room }) => room))].filter((room) => {
      const readme = join(sourceRoot, room, 'README.md');
      return !existsSync(readme) || readFileSync(readme, 'utf8').trimEnd().split('\n').length > 20;
    });
    expectNone(
      violations,
      'README.md says what is in a room, what is not, and who may come in; nobody reads more than 20 lines of that.',
    );
  });

  test('have no folder that says nothing', () => {
    const vague = new Set(['utils', 'util', 'helpers', 'common', 'lib', 'core', 'shared', 'misc']);
    expectNone(
      folders.filter(({ name }) => vague.has(name)).map((folder) => join(folder.parentPath, folder.name)),
      'A folder is named for its subject: anything fits into "utils", so everything ends up there.',
    );
  });

  test('are named for what they export', () => {
    const kebab = (name: string): string =>
      name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
    const words = (name: string): string[] =>
      name.split('-').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
    const violations = source.filter(({ path, room, exports }) => {
      if (room === '' || Object.hasOwn(namedForSubject, path)) return false;
      const file = words(path.slice(path.lastIndexOf('/') + 1, -'.ts'.length));
      return !exports.some((name) => file.every((word) => words(kebab(name)).includes(word)));
    });
    expectNone(
      violations.map(({ path }) => path),
      'A file is its main export in kebab-case (ip-manager.ts holds IPManager; glob.ts holds globToRegExp), so that a ' +
        'name leads to its file. A subject that is none of its exports needs a reason in tests/support/rooms.ts.',
    );
  });

  test('do more than export again, except the doors', () => {
    expectNone(
      source
        .filter(({ path, isBarrel }) => (isBarrel || path.endsWith('/index.ts')) && !doors.includes(path))
        .map(({ path }) => path),
      'A barrel hides where a thing comes from, loads more than is needed and makes cycles: import the file itself.',
    );
  });

  test('have a size that can be read', () => {
    const sizes = source
      .filter(({ room }) => room !== '')
      .map(({ lines }) => lines)
      .sort((a, b) => a - b);
    const share = (part: number): number => sizes[Math.floor((sizes.length - 1) * part)] ?? 0;
    const long = source.filter(({ path, lines }) => lines > 500 && !Object.hasOwn(longFiles, path));
    expectNone(
      long.map(({ path, lines }) => `${path}: ${lines} lines`),
      'Over 500 lines a file holds more than one idea: split it, or give the reason in tests/support/rooms.ts.',
    );
    expect(
      share(0.5),
      'The median file has at most 80 lines: one idea per file, read in one sitting.',
    ).toBeLessThanOrEqual(80);
    expect(share(0.9), 'Nine files in ten have at most 250 lines: long files are the exception.').toBeLessThanOrEqual(
      250,
    );
  });

  test('that are excused still need it', () => {
    const lines = new Map(source.map((file) => [file.path, file.lines]));
    const stale = [
      ...Object.keys(longFiles).filter((path) => (lines.get(path) ?? 0) <= 500),
      ...Object.keys(namedForSubject).filter((path) => !lines.has(path)),
    ];
    expectNone(
      stale,
      'An excuse that is not needed any more would cover the next offender: remove it from tests/support/rooms.ts.',
    );
  });
});

test('no tracked file holds the marks of a merge', () => {
  const marks = '^(<{7}|[|]{7}|>{7})( |$)|^={7}$';
  const { status, stdout, stderr } = spawnSync('git', ['grep', '-InE', marks], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  expect(stdout, 'A conflict was committed: keep what both sides meant, and remove the marks.').toBe('');
  expect(status, `1 says that nothing was found: ${stderr}`).toBe(1);
});

test('ARCHITECTURE.md prints the table that is enforced', () => {
  const text = readFileSync(join(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8');
  const [, printed] = /<!-- rooms -->\n([\s\S]*?)\n<!-- \/rooms -->/.exec(text) ?? [];
  expect(printed, 'A table that is not the enforced one misleads: run `npm run docs`.').toBe(roomsTable());
});
