import { WriteStream } from 'node:tty';
import { afterEach, expect, test, vi } from 'vitest';
import { displayWidth, truncate } from './display-width.ts';
import { table } from './table.ts';

function terminal(columns: number | undefined): void {
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', columns === undefined ? undefined : '1');
  Object.defineProperties(process.stdout, {
    isTTY: { value: columns !== undefined, configurable: true, writable: true },
    columns: { value: columns, configurable: true, writable: true },
    // what a real terminal reads the environment with
    getColorDepth: { value: WriteStream.prototype.getColorDepth, configurable: true, writable: true },
  });
}

const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };

afterEach(() => {
  vi.unstubAllEnvs();
  Object.assign(process.stdout, before);
});

const rows = [
  ['web1', 'a rather long description of a server', 'pool'],
  ['db1', '数据库服务器', 'x'],
];
const header = ['NAME', 'DESCRIPTION', 'IN'];

test('a pipe gets everything, in columns by what a terminal would show', () => {
  terminal(undefined);
  expect(table(rows, { header })).toBe(
    [
      'NAME  DESCRIPTION                            IN',
      'web1  a rather long description of a server  pool',
      'db1   数据库服务器                           x',
    ].join('\n'),
  );
  expect(table([])).toBe('');
});

test('on a terminal the widest column gives way', () => {
  terminal(24);
  const text = table(rows, { header });
  expect(text).toBe(['NAME  DESCRIPTION   IN', 'web1  a rather lo…  pool', 'db1   数据库服务器  x'].join('\n'));
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(24);
  expect(table(rows, { header, indent: 2 })).toContain('a rather …');
});

test('a column keeps what can be read, however narrow the terminal is', () => {
  terminal(5);
  expect(table([['abcdefghijkl', 'abcdefghijkl']])).toBe('abcdefg…  abcdefg…');
});

test('colours: on a terminal, or where they are asked for, and not where they are refused', () => {
  terminal(80);
  expect(table(rows, { header })).not.toContain('\u001B[');
  vi.stubEnv('NO_COLOR', undefined);
  // where builds run, Node.js asks for no colours
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  expect(table(rows, { header })).toMatch(/^\u001B\[1mNAME .*\u001B\[22m\nweb1/);
  terminal(undefined);
  expect(table(rows, { header })).not.toContain('\u001B[');
  vi.stubEnv('FORCE_COLOR', '1');
  expect(table(rows, { header })).toMatch(/^\u001B\[1mNAME .*\u001B\[22m\nweb1/);
});

test('what is cut off does not colour the rest', () => {
  expect(truncate('\u001B[1mbold and long\u001B[22m', 6)).toBe('\u001B[1mbold …\u001B[0m');
  expect(truncate('\u001B[1mbold\u001B[22m', 6)).toBe('\u001B[1mbold\u001B[22m');
});
