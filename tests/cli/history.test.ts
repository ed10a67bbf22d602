import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args, { CLUSTO_ACTOR: 'alice' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

async function fails(status: number, code: string, ...args: string[]): Promise<string> {
  const result = await home.run(args);
  expect(result).toMatchObject({ status, stdout: '' });
  expect(result.stderr).toContain(`[${code}]\n  `);
  return result.stderr;
}

beforeAll(async () => {
  home = await CliHome.create();
  await home.run(['init']);
  await ok('create', 'penguinserver', 's1'); // 3
  await ok('create', 'pool', 'p1', '-m', 'for the web'); // 4
  await ok('pool', 'insert', 'p1', 's1'); // 5
  await ok('attr', 'set', 'p1', 'a=1', '-m', 'first\u001B[31m\nsecond'); // 6
  await ok('rename', 's1', 'web1'); // 7
  await ok('attr', 'set', 'web1', 'a=2', '-m', 'more'); // 8
  await ok('delete', 'p1', '--yes'); // 9
});
afterAll(() => home[Symbol.asyncDispose]());

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;

describe('log', () => {
  test('is a table, of which one line is one version', async () => {
    const [head, first, ...rest] = (await ok('log')).trimEnd().split('\n');
    expect(head).toMatch(/^VERSION {2}TIME +ACTOR {2}WHAT +MESSAGE$/);
    expect(first).toMatch(new RegExp(`^9 +${time} {2}alice {2}deleted p1; changed web1$`));
    expect(rest).toHaveLength(8);
    expect(rest[2]).toMatch(/ {2}changed p1 +first\\u001b\[31m\\nsecond$/);
  });

  test('takes entities, filters and a limit, and says how to go on', async () => {
    const { stdout, stderr } = await home.run(['log', 's1', '--by', 'alice', '--limit', '2', '--changes']);
    expect(stdout).toMatch(/^9 .*\n {2}- {2}web1 {2}out of p1\n\n8 .* {2}more\n {2}\+ {2}web1 {2}a = 2\n$/);
    expect(stderr).toBe('older ones: add --until 7\n');
    expect(await home.json('log', '--message', 'WEB')).toMatchObject([{ number: 4, touched: [{ name: 'p1' }] }]);
    expect(await home.json('log', 'web1', '--key', 'a')).toMatchObject([{ number: 8 }]);
    expect(await home.json('log', '--since', '5', '--until', '6')).toMatchObject([{ number: 6 }, { number: 5 }]);
    expect(await home.json('log', 's1', '--at', '5')).toMatchObject([{ number: 5 }, { number: 3 }]);
    expect(await ok('log', '--by', 'nobody')).toBe('');
  });

  test.each([
    ['USAGE', 2, ['log', '--limit', 'all']],
    ['TIME_INVALID', 1, ['log', '--since', 'yesterday']],
    ['VERSION_UNKNOWN', 1, ['log', '--since', '99']],
    ['ENTITY_NOT_FOUND', 1, ['log', 'web2']],
    ['USAGE', 2, ['show', 'web1']],
    ['USAGE', 2, ['show']],
    ['VERSION_UNKNOWN', 1, ['show', '99']],
    ['VERSION_UNKNOWN', 1, ['show', '0']],
    ['VERSION_UNKNOWN', 1, ['diff', '99']],
    ['TIME_INVALID', 1, ['diff', 'web1']],
    ['QUERY_INVALID', 1, ['diff', '1', '--query', 'name =']],
    ['ENTITY_NOT_FOUND', 1, ['blame', 'p1']],
    ['ENTITY_NOT_FOUND', 1, ['history', 'web2']],
  ] as const)('refuses with %s and status %i: %j', async (code, status, args) => {
    await fails(status, code, ...args);
  });
});

test('moments can be so long ago', async () => {
  const all = await home.json('log');
  expect(await home.json('log', '--since', '1h')).toEqual(all);
  expect(await home.json('log', '--until', '1h')).not.toEqual(all);
  expect(await home.json('info', '--at', '1d')).toMatchObject({ version: 0 });
  expect(await ok('diff', '1d', '2h')).toBe('');
  await fails(1, 'DURATION_INVALID', 'undo', '--since', '3x');
});

test('show prints who, when and why, and what was changed', async () => {
  expect(await ok('show', '8')).toMatch(
    new RegExp(
      `^Version: +8\nTime: +${time}\nActor: +alice\nSource: +(?:cli|http)\nMessage: +more\n\n\\+ {2}web1 {2}a = 2\n$`,
    ),
  );
  expect(await home.json('show', '7')).toMatchObject({
    number: 7,
    changes: [{ kind: 'renamed', entity: { name: 'web1' }, before: 's1', after: 'web1' }],
  });
});

test('diff prints what is different, and nothing where nothing is', async () => {
  expect(await ok('diff', '5')).toBe(
    ['~  web1  name: s1 -> web1', '-  web1  out of p1', '+  web1  a = 2', '-  p1    deleted (pool)', ''].join('\n'),
  );
  expect(await ok('diff', '5', '7', '--entity', 'p1')).toBe('+  p1  a = 1\n');
  expect(await ok('diff', '5', '8', '--query', 'pool = p1')).toBe('~  web1  name: s1 -> web1\n+  web1  a = 2\n');
  expect(await ok('diff', '9')).toBe('');
  expect(await home.json('diff', '9')).toEqual({ from: 9, to: 9, changes: [] });
});

test('blame names the version of each attribute, and the container of inherited ones', async () => {
  expect(await ok('blame', 'web1')).toMatch(
    new RegExp(`^VERSION {2}TIME +ACTOR {2}ATTRIBUTE {2}VALUE {2}MESSAGE\n8 +${time} {2}alice {2}a +2 +more\n$`),
  );
  expect(await ok('blame', 's1', '--at', '6', '--merge')).toMatch(/\n6 .* a +1 +p1 +first/);
});

test('history goes by any name', async () => {
  const printed = await ok('history', 's1', '--limit', '1');
  expect(printed).toMatch(
    /^s1 +penguinserver {2}versions 3 to 6\nweb1 {2}penguinserver {2}from version 7\n\n9 .*\n {2}- {2}web1 {2}out of p1\n$/,
  );
  expect(await ok('history', 'p1')).toMatch(/^p1 {2}pool {2}versions 4 to 8\n/);
});

describe('undo', () => {
  test('shows the plan, asks, and tells what was done', async () => {
    const version = ((await home.json('info')) as { version: number }).version;
    expect(await ok('undo', '9', '--dry-run')).toBe('+  web1  in p1\n+  p1    created (pool)\n+  p1    a = 1\n');
    expect(await fails(7, 'CANCELLED', 'undo', '9')).toMatch(/^\+ {2}web1 {2}in p1\n/);
    expect(await home.json('info')).toMatchObject({ version });
    const { stdout, stderr } = await home.run(['undo', '9', '--yes', '-m', 'needed']);
    expect(stdout).toBe('+  web1  in p1\n+  p1    created (pool)\n+  p1    a = 1\n');
    expect(stderr).toBe(`undo of version 9: version ${version + 1}\n`);
    expect(await home.json('show', String(version + 1))).toMatchObject({ message: 'undo of 9: needed' });
    expect(await ok('diff', '8')).toBe('');
  });

  test('refuses by the later changes, with --dry-run each on a line', async () => {
    const refused = await fails(1, 'UNDO_REFUSED', 'undo', '4', '--yes');
    expect(refused).toMatch(
      /^error: The undo of version 4 is not possible, as later changes depend on it: p1 was deleted \(version 9\)\./,
    );
    const planned = await fails(1, 'UNDO_REFUSED', 'undo', '4', '--dry-run');
    expect(planned).toMatch(/^(?:! .* \(version \d+\)\n)+error: /);
    await fails(1, 'VERSION_UNKNOWN', 'undo', '99');
    await fails(1, 'UNDO_EMPTY', 'undo', '1');
    await fails(2, 'USAGE', 'undo');
    await fails(2, 'USAGE', 'undo', '4', '--by', 'alice');
    await fails(2, 'USAGE', 'undo', 'web1');
  });
});
